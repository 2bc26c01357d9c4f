import { createHmac } from 'node:crypto';

/** What names a signed request, and how it is signed. */
export interface SignedRequest {
  /** The same for each attempt, so that the receiver can tell a repeat. */
  readonly id: string;
  /** When this attempt was made, in seconds since 1970. */
  readonly timestamp: number;
  readonly payload: string;
}

/**
 * The headers of a signed request, as Standard Webhooks has them: HMAC-SHA256 over `<id>.<timestamp>.<payload>`, one
 * signature for each key.
 */
export function signatureHeaders({ id, timestamp, payload }: SignedRequest, keys: readonly Buffer[]): HeadersRecord {
  const content = `${id}.${timestamp}.${payload}`;
  const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(content).digest('base64')}`);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}

type HeadersRecord = Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>>;
