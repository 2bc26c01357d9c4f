import { RealtimeError } from '../../../client/client.js';

/** Why something could not be read or done, for people: the server's words and its code. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** What was thrown, for people. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof RealtimeError) return error;
  return {
    code: 'UNEXPECTED',
    message: error instanceof Error ? error.message : String(error),
  };
}
