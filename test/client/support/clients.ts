import { createRealtimeClient, type RealtimeClient, type RealtimeClientOptions } from '../../../client/client.js';
import type { TestApp } from '../../support/app.js';
import { onCleanup } from '../../support/cleanup.js';
import { watchFrames } from '../../support/contract/watch.js';

/** A client of the user, as patient as tests are; closed with the test or the file. */
export function clientOf(app: TestApp, userId: string, options: Partial<RealtimeClientOptions> = {}): RealtimeClient {
  return newClient({ url: app.url, token: () => app.token(userId), ...options });
}

/** A client that is closed with the test or the file. What it receives is compared with docs/asyncapi.yaml. */
export function newClient(options: RealtimeClientOptions): RealtimeClient {
  const client = createRealtimeClient({
    locale: 'en',
    reconnect: { minMs: 50, maxMs: 500 },
    replyTimeoutMs: 2000,
    ...options,
  });
  onCleanup(() => client.close());
  return watchFrames(client);
}
