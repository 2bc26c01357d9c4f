import { randomUUID } from 'node:crypto';

import { createElement, type ReactElement, type ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import type { RealtimeClient } from '../../client/client.js';
import {
  RealtimeProvider,
  useConnection,
  useConversation,
  useNotifications,
  useOutbox,
  usePresence,
  useProject,
  useRealtimeClient,
} from '../../client/react/react.js';
import { NotificationEmitter } from '../../src/notifications/notification-emitter.js';
import { Projects } from '../../src/projects/projects.js';
import { startApp, type TestApp } from '../support/app.js';
import { clientOf } from './support/clients.js';
import { openPage, type Page } from './support/page.js';

describe('The hooks of React, in strict mode', () => {
  let app: TestApp;
  let page: Page;
  let client: RealtimeClient;
  let id: string;

  beforeAll(async () => {
    app = await startApp();
  });

  beforeEach(async () => {
    id = randomUUID();
    await app.conversation(id, ['layla', 'omar']);
    // Before the page: a client of a server, not of a browser.
    client = clientOf(app, 'layla');
    page = openPage();
  });

  async function show(node: ReactNode): Promise<void> {
    await page.render(createElement(RealtimeProvider, { client }, node));
  }

  async function shows(text: string | RegExp): Promise<void> {
    await vi.waitFor(() => expect(page.text()).toMatch(text), { timeout: 5000 });
  }

  /** The commands that were sent, from now on. */
  function commands(): string[] {
    const sent: string[] = [];
    client.onFrame(({ direction, event }) => direction === 'out' && sent.push(event));
    return sent;
  }

  function Chat({
    conversationId,
    onMessage,
  }: {
    conversationId: string;
    onMessage?: (text: string) => void;
  }): ReactElement {
    const { messages, pending, status, unread } = useConversation(conversationId, {
      message: ({ content }) => onMessage?.(content),
    });
    const texts = [...messages, ...pending].map(({ content }) => content);
    return createElement('p', undefined, `${status} ${unread} [${texts.join(', ')}]`);
  }

  it('useConversation shows what is there, what comes, and what is being sent', async () => {
    const heard: string[] = [];
    const omar = await clientOf(app, 'omar').chat.join(id);
    await omar.send('first');
    await show(createElement(Chat, { conversationId: id, onMessage: (text: string) => heard.push(text) }));
    await shows('joined 1 [first]');
    await omar.send('second');
    await shows('joined 2 [first, second]');
    expect(heard).toEqual(['second']);
    client.connection.disconnect();
    const handle = client.chat.open(id);
    void handle.send('written offline');
    await shows(/rejoining 2 \[first, second, written offline\]/);
    client.connection.connect();
    await shows(/joined 2 \[first, second, written offline\]/);
  });

  it('useConversation joins once, whatever is put up and taken down, and leaves nothing behind', async () => {
    const sent = commands();
    await show([
      createElement(Chat, { key: 1, conversationId: id }),
      createElement(Chat, { key: 2, conversationId: id }),
    ]);
    await shows('joined 0 []joined 0 []');
    await show(createElement(Chat, { key: 2, conversationId: id }));
    expect(sent).toEqual(['chat:join']);
    await page.unmount();
    await vi.waitFor(() => expect(sent).toEqual(['chat:join', 'chat:leave']));
  });

  it('useConversation never shows one conversation as another', async () => {
    const other = randomUUID();
    await app.conversation(other, ['layla', 'omar']);
    await (await clientOf(app, 'omar').chat.join(id)).send('of the first');
    await (await clientOf(app, 'omar').chat.join(other)).send('of the other');
    await show(createElement(Chat, { conversationId: id }));
    await shows('[of the first]');
    await show(createElement(Chat, { conversationId: other }));
    expect(page.text()).not.toContain('of the first');
    await shows('[of the other]');
  });

  it('useProject shows the project and what is done to it', async () => {
    await app.get(Projects).upsert(id, { name: 'Film', memberIds: ['layla', 'omar'] });
    function Room(): ReactElement {
      const { project, records, room } = useProject(id);
      const list = records.map(({ event, seq }) => `${event} ${seq}`).join(', ');
      return createElement(
        'p',
        undefined,
        `${room === undefined} ${project?.status ?? 'none'} ${project?.progress} [${list}]`,
      );
    }
    await show(createElement(Room));
    await shows('false planned 0 []');
    const omar = await clientOf(app, 'omar').projects.join(id);
    await omar.setStatus('review');
    await omar.setProgress(50);
    await shows(/review 50 \[project:statusUpdate \d+, project:progress \d+\]/);
  });

  it('useNotifications shows the inbox and its counter', async () => {
    await app.users('noor');
    client = clientOf(app, 'noor');
    function Bell(): ReactElement {
      const { notifications, unread, inbox } = useNotifications();
      const titles = notifications.map(({ title }) => title).join(', ');
      return createElement('button', { onClick: () => void inbox?.readAll() }, `${unread} [${titles}]`);
    }
    await show(createElement(Bell));
    await shows('0 []');
    await app.get(NotificationEmitter).emit(['noor'], { type: 'a', title: 'one', body: 'b' });
    await app.get(NotificationEmitter).emit(['noor'], { type: 'a', title: 'two', body: 'b' });
    await shows('2 [two, one]');
  });

  it('usePresence watches as long as it is shown', async () => {
    function Here(): ReactElement {
      const states = usePresence(['omar']);
      return createElement('p', undefined, states.get('omar')?.status ?? 'unknown');
    }
    const omar = clientOf(app, 'omar');
    await omar.presence.set('away');
    await show(createElement(Here));
    await shows('away');
    await omar.presence.set('online');
    await shows('online');
    await show(undefined);
    expect(client.presence.state.get().size).toBe(0);
  });

  it('useConnection and useOutbox show the state of things', async () => {
    function Line(): ReactElement {
      const { status } = useConnection();
      return createElement('p', undefined, `${status} ${useOutbox().length}`);
    }
    await show(createElement(Line));
    await shows('online 0');
    client.connection.disconnect();
    void client.chat.open(id).send('waits');
    await shows('offline 1');
    client.connection.connect();
    await shows('online 0');
  });

  it('all show what there is before the first connection, on a server that renders pages', () => {
    const renderer = clientOf(app, 'layla', { autoConnect: false });
    function All(): ReactElement {
      const states = [useConversation(id), useProject(id), useNotifications(), useConnection()];
      const counts = [usePresence(['omar']).size, useOutbox().length];
      return createElement('p', undefined, [...states.map(({ status }) => status), ...counts].join());
    }
    const html = renderToString(createElement(RealtimeProvider, { client: renderer }, createElement(All)));
    expect(html).toBe('<p>joining,joining,joining,offline,0,0</p>');
  });

  it('says when there is no provider', async () => {
    function Lost(): ReactElement {
      useRealtimeClient();
      return createElement('p');
    }
    const silent = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await expect(page.render(createElement(Lost))).rejects.toThrow('RealtimeProvider');
    silent.mockRestore();
  });
});
