import { signatureHeaders } from './signature.js';

/** One request of ours to another service. */
export interface SignedPost {
  readonly url: string;
  readonly keys: readonly Buffer[];
  readonly id: string;
  /** JSON. */
  readonly body: string;
  /** What is signed: the body, or something that contains it. */
  readonly payload: string;
  readonly timeoutMs: number;
  /** Ends the request early. */
  readonly signal?: AbortSignal | undefined;
}

/** What came back, whatever the status. */
export interface PostAnswer {
  readonly status: number;
  /** Seconds or a date, as it came. */
  readonly retryAfter: string | null;
  /** Undefined when it was longer than what may be. */
  readonly text: string | undefined;
}

/** Why there was no answer, in words that a log may show. */
export class PostFailure extends Error {
  override readonly name = 'PostFailure';

  constructor(
    readonly reason: 'timeout' | 'unreachable' | 'stopped',
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/** More than any answer of the contract needs. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Sends one signed request and reads its answer, all within the time limit. Redirects are not followed: they would carry
 * the signed request elsewhere.
 * @throws PostFailure when there is no answer.
 */
export async function signedPost(post: SignedPost): Promise<PostAnswer> {
  const timeout = AbortSignal.timeout(Math.ceil(post.timeoutMs));
  const timestamp = Math.floor(Date.now() / 1000);
  try {
    const response = await fetch(post.url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'user-agent': 'depth-realtime',
        ...signatureHeaders({ id: post.id, timestamp, payload: post.payload }, post.keys),
      },
      body: post.body,
      signal: post.signal === undefined ? timeout : AbortSignal.any([timeout, post.signal]),
    });
    const retryAfter = response.headers.get('retry-after');
    return { status: response.status, retryAfter, text: await limitedText(response) };
  } catch (error) {
    if (post.signal?.aborted === true) throw new PostFailure('stopped', { cause: error });
    throw new PostFailure(timeout.aborted ? 'timeout' : 'unreachable', { cause: error });
  }
}

/** Reads to the end, so that the connection can be used again, but no more than is allowed. */
async function limitedText(response: Response): Promise<string | undefined> {
  if (response.body === null) return '';
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    // Leaving the loop hangs up.
    if (bytes > MAX_ANSWER_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
