import type { Connection } from './connection.js';
import type { Outbox } from './outbox.js';
import type { SessionClient } from './session.js';

/** What every part of the client works with. */
export interface Context {
  readonly connection: Connection;
  readonly session: SessionClient;
  readonly outbox: Outbox;
}
