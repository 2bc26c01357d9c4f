import { createRealtimeClient, type RealtimeClient, webStorageOutbox } from 'depth-realtime/client';

import type { Locale } from '../../i18n/locale.js';
import { type Credentials, tokenSource } from '../../session/credentials.js';
import { frameLog } from '../frames/frame-log.js';
import type { Side } from './side.js';

/**
 * The client of a pane while the pane is shown. What crosses its connection goes to the log of frames, and what waits to
 * be sent outlives a reload of the page.
 */
export class PaneConnection {
  private client: RealtimeClient | undefined;
  private listener: (() => void) | undefined;

  constructor(
    private readonly side: Side,
    private readonly credentials: Credentials,
    private readonly locale: Locale,
  ) {}

  /** Makes the client, and returns how to close it. Both may be done again. */
  readonly open = (): (() => void) => {
    const { credentials } = this;
    const client = createRealtimeClient({
      url: location.origin,
      token: tokenSource(credentials, this.locale),
      locale: this.locale,
      autoConnect: false,
      outbox: webStorageOutbox(sessionStorage),
      ...(credentials.kind === 'demo' ? { userId: credentials.userId } : {}),
    });
    client.onFrame((frame) => frameLog.add(this.side, frame));
    this.set(client);
    return () => {
      this.set(undefined);
      client.close();
    };
  };

  /** The client; undefined while the pane is not shown. */
  readonly get = (): RealtimeClient | undefined => this.client;

  /** For the one component that shows the pane. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listener = listener;
    return () => {
      this.listener = undefined;
    };
  };

  private set(client: RealtimeClient | undefined): void {
    this.client = client;
    this.listener?.();
  }
}
