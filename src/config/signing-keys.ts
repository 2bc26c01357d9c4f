const LEAST_BYTES = 24;
const MOST_KEYS = 3;
const PREFIX = 'whsec_';

/**
 * Reads the keys of `PLATFORM_SECRET` and `WEBHOOK_SECRET`: the first is the current one, others are signed with as well
 * while they are being replaced. Undefined when one of them is not acceptable.
 */
export function parseSigningKeys(text: string): readonly Buffer[] | undefined {
  const keys = text.split(',').map((part) => keyOf(part.trim()));
  if (keys.length > MOST_KEYS) return undefined;
  const usable = keys.filter((key) => key !== undefined && key.length >= LEAST_BYTES) as Buffer[];
  return usable.length === keys.length ? usable : undefined;
}

/** A key of the Standard Webhooks form is base64 after its prefix; any other is used byte for byte. */
function keyOf(text: string): Buffer | undefined {
  if (!text.startsWith(PREFIX)) return /^[\x21-\x7e]+$/.test(text) ? Buffer.from(text, 'latin1') : undefined;
  const encoded = text.slice(PREFIX.length);
  return /^[A-Za-z0-9+/]+={0,2}$/.test(encoded) ? Buffer.from(encoded, 'base64') : undefined;
}
