import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { UsersService } from '../../src/auth/users.service.js';
import type { JoinedConversation } from '../../src/chat/chat.protocol.js';
import { Conversations } from '../../src/chat/conversations.js';
import { demoLines } from '../../src/demo/demo-lines.js';
import type { SubscribedNotifications } from '../../src/notifications/notifications.protocol.js';
import type { JoinedProject } from '../../src/projects/projects.protocol.js';
import { startApp, TestApp, type AppOptions } from '../support/app.js';
import { ensureBuilt } from '../support/build.js';
import { onCleanup } from '../support/cleanup.js';
import { command, connect, refused, request } from '../support/client.js';
import { signToken } from '../support/tokens.js';

const TOKEN_CLI = join(import.meta.dirname, '../../dist/demo/token.js');

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the token program in an environment of its own. */
function runToken(args: string[], env: Record<string, string>): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [TOKEN_CLI, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'depth-demo-'));
  onCleanup(() => rm(path, { recursive: true, force: true }));
  return path;
}

// Real: the application, the embedded database, sockets, the built token program.
describe('the demo', () => {
  beforeAll(ensureBuilt);

  const unconfigured = (dataDir: string): AppOptions => ({ database: 'embedded', dataDir, env: { JWT_SECRET: '' } });

  const tokenOf = async (userId: string, dataDir: string): Promise<string> =>
    (await runToken([userId], { DATA_DIR: dataDir })).stdout.trim();

  it('has everything for a first try, while the server runs', async () => {
    const dataDir = await folder();
    const app = await startApp(unconfigured(dataDir));
    const socketOf = async (userId: string, namespace: string) =>
      connect(app.url, namespace, { token: await tokenOf(userId, dataDir) });
    for (const userId of ['layla', 'omar']) {
      const chat = await socketOf(userId, '/chat');
      const joined = await command<JoinedConversation>(chat, 'chat:join', { conversationId: 'general', history: 50 });
      expect(joined.members.map((member) => member.userId)).toEqual(['layla', 'omar']);
      expect(joined.messages.map(({ senderId }) => senderId)).toEqual(['layla', 'omar', 'layla']);
      const projects = await socketOf(userId, '/projects');
      const { project } = await command<JoinedProject>(projects, 'project:join', { projectId: 'launch-film' });
      expect(project).toMatchObject({ id: 'launch-film', status: 'planned' });
      const inbox = await socketOf(userId, '/notifications');
      const { unread } = await command<SubscribedNotifications>(inbox, 'notifications:subscribe', { userId });
      expect(unread).toBe(1);
    }
    const noor = await socketOf('noor', '/chat');
    expect((await request(noor, 'chat:join', { conversationId: 'general' })).error?.code).toBe('FORBIDDEN');
    expect((await socketOf('admin', '/admin')).connected).toBe(true);
    expect((await refused(app.url, '/admin', { token: await tokenOf('layla', dataDir) })).data?.code).toBe('FORBIDDEN');
  });

  it('fills in once, and leaves what was changed as it is', async () => {
    const dataDir = await folder();
    const first = await TestApp.start(unconfigured(dataDir));
    await first.get(UsersService).upsert('noor', { displayName: 'Renamed', role: 'editor' });
    await first.get(Conversations).removeMember('general', 'omar');
    await first.stop();

    const second = await startApp(unconfigured(dataDir));
    expect(await second.get(UsersService).find('noor')).toMatchObject({ displayName: 'Renamed', role: 'editor' });
    const layla = await connect(second.url, '/chat', { token: await tokenOf('layla', dataDir) });
    const joined = await command<JoinedConversation>(layla, 'chat:join', { conversationId: 'general', history: 50 });
    expect(joined.members.map((member) => member.userId)).toEqual(['layla']);
    expect(joined.messages).toHaveLength(3);
    const inbox = await connect(second.url, '/notifications', { token: await tokenOf('layla', dataDir) });
    const { seq } = await command<SubscribedNotifications>(inbox, 'notifications:subscribe', { userId: 'layla' });
    expect(seq).toBe(1);
  });

  it('is not there once somebody has configured a secret', async () => {
    const app = await startApp();
    expect(await app.get(UsersService).find('layla')).toBeUndefined();
  });

  it('is not there in production', async () => {
    const secret = 'a-secret-for-production-of-more-than-32-bytes';
    const app = await startApp({ env: { NODE_ENV: 'production', JWT_SECRET: secret } });
    expect(await app.get(UsersService).find('layla')).toBeUndefined();
    expect((await refused(app.url, '/', { token: signToken({ userId: 'layla' }, secret) })).data?.code).toBe(
      'AUTH_USER_NOT_FOUND',
    );
  });

  it('tells where it is first, then what to do', () => {
    const lines = demoLines('http://127.0.0.1:3000');
    expect(lines[0]).toContain('http://127.0.0.1:3000');
    expect(lines.join('\n')).toMatch(/token -- layla[^]*README[^]*\/docs[^]*\/health/);
  });
});

// Real: the built program.
describe('the token program', () => {
  beforeAll(ensureBuilt);

  it.each([
    ['no name', [], /npm run token -- layla/],
    ['an id that is none', ['a b'], /1 to 64/],
    ['no secret yet', ['layla'], /start the server once/],
  ])('says what is wrong with %s', async (_, args, told) => {
    const dataDir = await folder();
    const { code, stdout, stderr } = await runToken(args, { DATA_DIR: dataDir });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(told);
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('prints a token alone', async () => {
    const { code, stdout, stderr } = await runToken(['layla'], {
      DATA_DIR: await folder(),
      JWT_SECRET: 'a-secret-for-tests-of-more-than-32-bytes',
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  });

  it('names a variable that is wrong', async () => {
    const { code, stdout, stderr } = await runToken(['layla'], { DATA_DIR: await folder(), PORT: 'many' });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('PORT');
  });
});
