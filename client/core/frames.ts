/** One thing that crossed the wire, as developer tools show it. Tokens are left out. */
export interface Frame {
  /** `out`: a command; `ack`: the answer to it; `in`: an event of the server. */
  readonly direction: 'out' | 'ack' | 'in';
  readonly namespace: string;
  readonly event: string;
  /** The payload; of an `ack` the whole answer, `{ data }` or `{ error }`. */
  readonly payload: unknown;
  /** Shared by a command and its answer; unique for each event of the server. */
  readonly id: number;
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** From the command to its answer, in milliseconds; of an `ack` only. */
  readonly ms?: number;
}

export interface FrameEvents {
  frame: Frame;
}
