/** Milliseconds. Each is longer than the one before, so that the mildest remedy comes first; the caller never waits 5 s. */
export const LIMITS = {
  /** For `ping()`. */
  ping: 1_800,
  /** For a connection, be it a free one of the pool or a new one. */
  connect: 2_000,
  /** After which the server gives a statement up, and the connection lives on. */
  statement: 4_000,
  /** After which a connection whose server is silent is thrown away. */
  silence: 4_300,
  /** After which the caller is answered `UNAVAILABLE`, everything included. */
  answer: 4_600,
} as const;
