import { CodedError } from '../errors/coded-error.js';

/** What a token says, once it was verified. */
export interface TokenClaims {
  readonly userId: string;
  /** In milliseconds since 1970, as is the next. */
  readonly issuedAt: number | undefined;
  readonly expiresAt: number | undefined;
}

/** Whose tokens are accepted, and for whom they must be. Undefined: not checked. */
export interface ExpectedParties {
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
}

type Claims = Readonly<Record<string, unknown>>;

/** Seconds by which another server's clock may be ahead of ours. */
const CLOCK_TOLERANCE = 5;

/** The last second that a `Date` can tell. */
const LAST_SECOND = 8_640_000_000_000;

const USER_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Judges the claims of a token whose signature is right.
 *
 * A token from the future is refused: it would outlive a revocation. There is no tolerance for the expiry.
 * @throws CodedError `AUTH_EXPIRED` or `AUTH_INVALID`.
 */
export function judgeClaims(claims: Claims, expected: ExpectedParties, now: Date): TokenClaims {
  const latest = now.getTime() / 1000 + CLOCK_TOLERANCE;
  const issuedAt = seconds(claims, 'iat');
  const expiresAt = seconds(claims, 'exp');
  const userId = claims['userId'] ?? claims['sub'];
  if (typeof userId !== 'string' || !USER_ID.test(userId)) throw invalid('its subject is not an id');
  if (expected.issuer !== undefined && claims['iss'] !== expected.issuer) throw invalid('it is from another issuer');
  if (!isFor(expected.audience, claims['aud'])) throw invalid('it is for another audience');
  if ((seconds(claims, 'nbf') ?? 0) > latest) throw invalid('it is not valid yet');
  if ((issuedAt ?? 0) > latest) throw invalid('it was issued in the future');
  if (expiresAt !== undefined && expiresAt * 1000 <= now.getTime()) throw new CodedError('AUTH_EXPIRED');
  return { userId, issuedAt: millisecondsOf(issuedAt), expiresAt: millisecondsOf(expiresAt) };
}

/** An `AUTH_INVALID` whose reason is for the log. */
export function invalid(reason: string): CodedError {
  return new CodedError('AUTH_INVALID', { cause: new Error(reason) });
}

/** A claim that is a time, if it is there: a number of seconds since 1970, possibly with a fraction. */
function seconds(claims: Claims, name: 'exp' | 'iat' | 'nbf'): number | undefined {
  const value = claims[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !(Math.abs(value) <= LAST_SECOND)) throw invalid(`${name} is not a time`);
  return value;
}

function isFor(expected: string | undefined, audience: unknown): boolean {
  return expected === undefined || audience === expected || (Array.isArray(audience) && audience.includes(expected));
}

function millisecondsOf(time: number | undefined): number | undefined {
  return time === undefined ? undefined : Math.trunc(time * 1000);
}
