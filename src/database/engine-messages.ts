/** What the thread of the embedded database is started for. */
export interface EngineTask {
  /** `make`: create the cluster in the folder, and end. `serve`: open it, and answer. */
  readonly kind: 'make' | 'serve';
  readonly folder: string;
}

/**
 * What the calling thread sends: bytes of PostgreSQL's protocol, each with the session that they belong to; `end` when a
 * session is over; `stop` to close the database. Those of one turn travel as one message.
 */
export type EngineRequest =
  | { readonly session: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly session: number; readonly end: true };

/** A message to the thread. */
export type EngineCommand = readonly EngineRequest[] | 'stop';

/** What the thread sends: `ready` once, when it accepts sessions, and then answers. */
export type EngineReply = 'ready' | { readonly session: number; readonly bytes: Uint8Array<ArrayBuffer> };
