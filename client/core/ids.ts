interface RandomSource {
  getRandomValues(bytes: Uint8Array): Uint8Array;
}

/**
 * An id for a command, unique for its user. Not `crypto.randomUUID`: that is missing on pages without TLS and in
 * React Native; where there is no source of randomness at all, the clock and `Math.random` must do.
 */
export function newId(): string {
  const bytes = new Uint8Array(16);
  const { crypto } = globalThis as { crypto?: RandomSource };
  if (crypto === undefined) for (let i = 0; i < 16; i++) bytes[i] = Math.random() * 256;
  else crypto.getRandomValues(bytes);
  return Date.now().toString(36) + Array.from(bytes, (byte) => byte.toString(36)).join('');
}
