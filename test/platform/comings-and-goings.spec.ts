import { beforeEach, describe, expect, it } from 'vitest';

import { startApp, type AppOptions, type TestApp } from '../support/app.js';
import { createDatabase } from '../support/postgres.js';
import { WebhookReceiver } from './support/webhook-receiver.js';

// Real: the application, PostgreSQL, sockets, and a receiver behind HTTP.
describe('user.online and user.offline', () => {
  let receiver: WebhookReceiver;

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
  });

  const start = async ({ env }: AppOptions = {}): Promise<TestApp> =>
    startApp({ env: { ...receiver.env, WEBHOOK_EVENTS: 'user.online,user.offline', LOG_LEVEL: 'silent', ...env } });
  const states = (): unknown[] => receiver.of('user:layla').map(({ type }) => type);

  it('take turns, and a page that is loaded again is neither', async () => {
    const app = await start();
    await app.users('layla');
    const first = await app.connect('/', 'layla');
    await receiver.until('user:layla', 1);
    first.disconnect();
    const second = await app.connect('/', 'layla');
    const third = await app.connect('/chat', 'layla');
    second.disconnect();
    third.disconnect();
    const [, offline] = await receiver.until('user:layla', 2);
    expect(states()).toEqual(['user.online', 'user.offline']);
    expect(Date.parse((offline?.data as { at: string }).at)).toBeLessThan(Date.parse(offline?.timestamp ?? ''));
    await app.connect('/', 'layla');
    await receiver.until('user:layla', 3);
    expect(states()).toEqual(['user.online', 'user.offline', 'user.online']);
  });

  it('are put right when the last node was killed with everybody online', async () => {
    const env = { DATABASE_URL: await createDatabase() };
    const first = await start({ env });
    await first.users('layla', 'omar');
    for (const userId of ['layla', 'omar']) await first.connect('/', userId);
    for (const userId of ['layla', 'omar']) await receiver.until(`user:${userId}`, 1);
    await first.stop();
    const second = await start({ env });
    await second.connect('/', 'omar');
    await receiver.until('user:layla', 2, 60_000);
    expect(states()).toEqual(['user.online', 'user.offline']);
    expect(receiver.of('user:omar').map(({ type }) => type)).toEqual(['user.online']);
  }, 90_000);
});
