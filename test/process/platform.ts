import { rmSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Socket } from 'socket.io-client';

import type { JoinedConversation } from '../../src/chat/chat.protocol.js';
import { SECRET, TestApp } from '../support/app.js';
import { onCleanup } from '../support/cleanup.js';
import { command, connect, type ConnectOptions } from '../support/client.js';
import { startNode, type NodeProcess } from '../support/node-process.js';
import { createDatabase } from '../support/postgres.js';
import { signToken } from '../support/tokens.js';

export type DatabaseKind = 'embedded' | 'postgres';

/** What a node needs to run on a database of its own, over and over. */
export interface Installation {
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The bearer token of the server API. */
export const SERVICE_KEY = 'a-service-key-for-tests';

/** An empty folder that goes with the test, or with the file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'depth-process-'));
  onCleanup(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A database with the users layla, omar, noor and admin, and the conversation `general` of layla and omar. */
export async function install(kind: DatabaseKind, env: Readonly<Record<string, string>> = {}): Promise<Installation> {
  const dataDir = await temporaryFolder();
  const all: Record<string, string> = {
    JWT_SECRET: SECRET,
    SERVICE_API_KEY: SERVICE_KEY,
    RATE_LIMIT_EVENTS: '100000',
    LOG_LEVEL: 'warn',
    ...env,
  };
  if (kind === 'embedded') {
    await cp(await (template ??= makeTemplate()), dataDir, { recursive: true });
  } else {
    all['DATABASE_URL'] ??= await createDatabase();
    await fill({ dataDir, env: all });
  }
  return { dataDir, env: all };
}

/** A data folder to copy: making one takes seconds. */
let template: Promise<string> | undefined;

/** Makes what `install('embedded')` copies, for a `beforeAll`, so that the first test does not have to wait for it. */
export async function prepareEmbedded(): Promise<void> {
  await (template ??= makeTemplate());
}

async function makeTemplate(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'depth-template-'));
  // Not with the first test that needs it, but when this file's process ends.
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  await fill({ dataDir, env: {} }, 'embedded');
  return dataDir;
}

async function fill({ dataDir, env }: Installation, database: DatabaseKind = 'postgres'): Promise<void> {
  const app = await TestApp.start({ dataDir, database, env: { ...env, LOG_LEVEL: 'error', NODE_ENV: 'test' } });
  try {
    await app.conversation('general', ['layla', 'omar']);
    await app.users('noor', 'admin');
  } finally {
    await app.stop();
  }
}

/** Starts the built program on the installation. */
export function start(
  { dataDir, env }: Installation,
  more: Readonly<Record<string, string>> = {},
): Promise<NodeProcess> {
  return startNode({ dataDir, env: { ...env, ...more } });
}

export function tokenOf(userId: string): string {
  return signToken({ userId }, SECRET);
}

/** A connected socket of the user on the node. */
export function connectTo(
  { url }: Pick<NodeProcess, 'url'>,
  namespace: string,
  userId: string,
  options: ConnectOptions = {},
): Promise<Socket> {
  return connect(url, namespace, { token: tokenOf(userId), transports: ['websocket'], ...options });
}

/** A socket that has joined the conversation `general`, and what the join answered. */
export async function joinGeneral(
  node: Pick<NodeProcess, 'url'>,
  userId: string,
  join: object = {},
  options: ConnectOptions = {},
): Promise<{ socket: Socket; joined: JoinedConversation }> {
  const socket = await connectTo(node, '/chat', userId, options);
  const joined = await command<JoinedConversation>(socket, 'chat:join', { conversationId: 'general', ...join });
  return { socket, joined };
}
