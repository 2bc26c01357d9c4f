import jwt from 'jsonwebtoken';

export interface TokenOptions {
  /** The claim `userId`. Leave it out to make a token without one (see `claims`). */
  readonly userId?: string;
  /** Seconds from now, negative for one that has expired. `null`: it never expires. Default: 3600. */
  readonly expiresIn?: number | null;
  /** Seconds since 1970. Default: now. `null`: the token does not say. */
  readonly issuedAt?: number | null;
  /** More claims, such as `sub`, `iss`, `aud`, `nbf`. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Default: HS256. */
  readonly algorithm?: jwt.Algorithm;
  readonly keyId?: string;
}

/** A token as another server of the platform would sign it. `key` is the secret, or a private key in PEM form. */
export function signToken(options: TokenOptions, key: string): string {
  const { userId, expiresIn = 3600, issuedAt, claims, algorithm = 'HS256', keyId } = options;
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    ...(userId === undefined ? {} : { userId }),
    ...(expiresIn === null ? {} : { exp: now + expiresIn }),
    ...(issuedAt === null ? {} : { iat: issuedAt ?? now }),
    ...claims,
  };
  return jwt.sign(payload, key, {
    algorithm,
    noTimestamp: issuedAt === null,
    ...(keyId === undefined ? {} : { keyid: keyId }),
  });
}
