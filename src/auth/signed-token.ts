/** A token in its parts (JWS compact serialization, RFC 7515). Nothing in it may be believed before the signature is. */
export interface SignedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What was signed. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** Takes a token apart, or returns undefined when it is not of the form. */
export function parseToken(token: string): SignedToken | undefined {
  const [head, body, tail, ...rest] = token.split('.');
  if (head === undefined || body === undefined || tail === undefined || rest.length > 0) return undefined;
  if (![head, body, tail].every((part) => BASE64URL.test(part))) return undefined;
  const header = objectIn(head);
  const claims = objectIn(body);
  if (header === undefined || claims === undefined) return undefined;
  return {
    header,
    claims,
    signed: Buffer.from(`${head}.${body}`, 'latin1'),
    signature: Buffer.from(tail, 'base64url'),
  };
}

function objectIn(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch {
    // Not JSON: the sender's mistake, told by its absence.
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
