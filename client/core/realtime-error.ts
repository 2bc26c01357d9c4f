import type { ErrorBody, ErrorBodyDetails } from '../../src/errors/coded-error.js';
import type { ErrorCode } from '../../src/errors/catalogue.js';

/**
 * What the client itself may reject with, beside the server's codes.
 *
 * - `DEADLINE`: no final answer came in time. Whether the command took effect is unknown.
 * - `DISCONNECTED`: the connection went away before the answer came. Only one attempt sees it: commands are sent again.
 * - `TOKEN_UNAVAILABLE`: `token()` threw, gave nothing, or took too long.
 * - `OFFLINE`: the connection was switched off, or given up because it cannot succeed; `cause` says why.
 * - `DISCARDED`: the application took the message out of the outbox.
 * - `LEFT`: the room was left while something waited for it.
 * - `CLOSED`: the client was closed.
 */
export type ClientErrorCode =
  'DEADLINE' | 'DISCONNECTED' | 'TOKEN_UNAVAILABLE' | 'OFFLINE' | 'DISCARDED' | 'LEFT' | 'CLOSED';

/** A failure with the code by which programs tell it apart. `message` is for people, in the language of the connection. */
export class RealtimeError extends Error {
  override readonly name = 'RealtimeError';
  readonly code: ErrorCode | ClientErrorCode;
  /** Broken rules of the payload, or the id under which the server logged an unexpected failure. */
  readonly details: ErrorBodyDetails | undefined;
  /** Whether the same request may succeed later, unchanged. */
  readonly retryable: boolean;
  /** Milliseconds until a repeat can succeed. */
  readonly retryAfterMs: number | undefined;
  /** The command that failed. */
  readonly event: string | undefined;

  constructor(
    code: ErrorCode | ClientErrorCode,
    message: string,
    body: Partial<Omit<ErrorBody, 'code' | 'message'>> & { readonly cause?: unknown } = {},
  ) {
    super(message, { cause: body.cause });
    this.code = code;
    this.details = body.details;
    this.retryable = body.retryable ?? false;
    this.retryAfterMs = body.retryAfterMs;
    this.event = body.event;
  }

  /** From what the server sent; whatever has no code becomes `SOCKET_ERROR`. */
  static from(body: unknown, event?: string): RealtimeError {
    const { code, message, ...rest } = (body ?? {}) as Partial<ErrorBody>;
    return new RealtimeError(code ?? 'SOCKET_ERROR', message ?? 'the connection was refused', {
      retryable: code === undefined,
      event,
      ...rest,
    });
  }
}

/** The connection is not there, or no longer: whatever it was, it can be tried again. */
export function disconnected(
  message = 'the connection was lost',
  more: { readonly event?: string | undefined; readonly cause?: unknown } = {},
): RealtimeError {
  return new RealtimeError('DISCONNECTED', message, { retryable: true, ...more });
}

/** A payload that cannot be written down as JSON, such as one with a bigint, or one that contains itself. */
export function notJson(cause: unknown, event: string): RealtimeError {
  return new RealtimeError('VALIDATION_FAILED', 'the payload is not JSON', { event, cause });
}
