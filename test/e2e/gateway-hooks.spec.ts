import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { ChatGateway } from '../../src/chat/chat.gateway.js';
import { startApp } from '../support/app.js';

const hooks = { handleConnection: vi.fn(), handleDisconnect: vi.fn() };

beforeAll(() => {
  Object.assign(ChatGateway.prototype, hooks);
});

afterAll(() => {
  for (const name of Object.keys(hooks)) Reflect.deleteProperty(ChatGateway.prototype, name);
});

it('a gateway is told of connections, and of their end with the reason, as Nest promises', async () => {
  const app = await startApp();
  await app.users('layla', 'omar');
  const layla = await app.connect('/chat', 'layla');
  const omar = await app.connect('/chat', 'omar');
  const socketOf = (id: string | undefined): unknown => expect.objectContaining({ id }) as unknown;
  expect(hooks.handleConnection.mock.calls).toEqual([[socketOf(layla.id)], [socketOf(omar.id)]]);
  const { id } = layla;
  layla.disconnect();
  await vi.waitFor(() => expect(hooks.handleDisconnect).toHaveBeenCalledOnce());
  expect(hooks.handleDisconnect).toHaveBeenCalledWith(socketOf(id), 'client namespace disconnect');
});
