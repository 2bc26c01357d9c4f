import { ERROR_CATALOGUE, type ErrorCode, type Locale } from './catalogue.js';
import { ruleMessage } from './rule-messages.js';

/** One broken rule of a payload: where, and the name of the rule. Never the value itself. */
export interface ValidationDetail {
  readonly path: string;
  readonly rule: string;
}

/** Rules that were broken, or the id under which an unexpected failure was logged. */
export type ErrorDetails = readonly ValidationDetail[] | { readonly errorId: string };

/** {@link ErrorDetails} in the language of the client. */
export type ErrorBodyDetails =
  readonly { readonly path: string; readonly message: string }[] | { readonly errorId: string };

/** An error as it goes over the wire: in an ack's `error`, in the event `error`, in `connect_error.data`, in HTTP bodies. */
export interface ErrorBody {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly details?: ErrorBodyDetails;
  readonly retryAfterMs?: number;
  /** The command that failed, as the client named it. */
  readonly event?: string;
}

export interface CodedErrorOptions {
  readonly details?: ErrorDetails;
  /** Milliseconds until a repeat can succeed. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A failure that the client is told of by its code. Everything else is told as `SOCKET_ERROR`. */
export class CodedError extends Error {
  override readonly name = 'CodedError';
  readonly details: ErrorDetails | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: ErrorCode,
    options: CodedErrorOptions = {},
  ) {
    super(code, { cause: options.cause });
    this.details = options.details;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** The wire form in the given language. Holds nothing of the caller's payload, no stack and no cause. */
  toBody(locale: Locale, event?: string): ErrorBody {
    const { message, retryable } = ERROR_CATALOGUE[this.code];
    return {
      code: this.code,
      message: message[locale],
      retryable,
      ...(this.details === undefined ? {} : { details: told(this.details, locale) }),
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
      ...(event === undefined ? {} : { event }),
    };
  }
}

function told(details: ErrorDetails, locale: Locale): ErrorBodyDetails {
  if ('errorId' in details) return details;
  return details.map(({ path, rule }) => ({ path, message: ruleMessage(rule, locale) }));
}
