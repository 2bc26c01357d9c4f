import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Socket } from 'socket.io-client';

import { createApplication } from '../../src/application.js';
import type { Authorities } from '../../src/authorities.js';
import { UsersService } from '../../src/auth/users.service.js';
import { Conversations } from '../../src/chat/conversations.js';
import { loadConfig } from '../../src/config/load-config.js';
import { Drain } from '../../src/realtime/connections/drain.js';
import { ensureBuilt } from './build.js';
import { tracked } from './cleanup.js';
import { connect, type ConnectOptions } from './client.js';
import { createDatabase } from './postgres.js';
import { signToken, type TokenOptions } from './tokens.js';

/** The secret with which the tests' tokens are signed. */
export const SECRET = 'a-secret-for-tests-of-more-than-32-bytes';

export interface AppOptions {
  /** Variables over the defaults: a fresh PostgreSQL database, no Redis, and a rate limit that no test reaches by chance. */
  readonly env?: Readonly<Record<string, string>>;
  /** `embedded`: PGlite in `dataDir` instead of PostgreSQL. */
  readonly database?: 'postgres' | 'embedded';
  /** Kept when the application stops. Default: a temporary folder. */
  readonly dataDir?: string;
  /** Who decides about users and access, in the place of our own. */
  readonly authorities?: Authorities;
}

/** The whole application in this process, on a free port, with what tests need around it. */
export class TestApp {
  private constructor(
    private readonly app: NestExpressApplication,
    readonly url: string,
    private readonly temporary: string | undefined,
  ) {}

  static async start(options: AppOptions = {}): Promise<TestApp> {
    // Its thread runs the built code.
    if (options.database === 'embedded') await ensureBuilt();
    const temporary = options.dataDir === undefined ? await mkdtemp(join(tmpdir(), 'depth-app-')) : undefined;
    const config = loadConfig({
      NODE_ENV: 'test',
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'error',
      JWT_SECRET: SECRET,
      RATE_LIMIT_EVENTS: '100000',
      DATA_DIR: options.dataDir ?? temporary,
      ...(options.database === 'embedded' ? {} : { DATABASE_URL: await createDatabase() }),
      ...options.env,
    });
    const app = await createApplication(config, options.authorities);
    await app.listen(config.port, config.host);
    return new TestApp(app, await app.getUrl(), temporary);
  }

  /** A provider of the application. */
  get<T>(type: Type<T> | (abstract new (...args: never[]) => T)): T {
    return this.app.get<T>(type, { strict: false });
  }

  /** Makes users, with the role `member` unless the name is `admin`. */
  async users(...ids: string[]): Promise<void> {
    for (const id of ids) {
      await this.get(UsersService).upsert(id, { displayName: id, role: id === 'admin' ? 'admin' : 'member' });
    }
  }

  /** Makes a conversation of users, who are made too. */
  async conversation(id: string, memberIds: string[]): Promise<void> {
    await this.users(...memberIds);
    await this.get(Conversations).upsert(id, id, memberIds);
  }

  token(userId: string, options: Omit<TokenOptions, 'userId'> = {}): string {
    return signToken({ ...options, userId }, SECRET);
  }

  /** A connected socket of the user. */
  connect(namespace: string, userId: string, options: ConnectOptions = {}): Promise<Socket> {
    return connect(this.url, namespace, { token: this.token(userId), ...options });
  }

  /** Ends it as SIGTERM would. */
  async drain(): Promise<void> {
    await this.get(Drain).run();
  }

  async stop(): Promise<void> {
    await this.app.close();
    if (this.temporary !== undefined) await rm(this.temporary, { recursive: true, force: true });
  }
}

/** Starts the application; it stops with the test, or with the file when started in `beforeAll`. */
export async function startApp(options?: AppOptions): Promise<TestApp> {
  return tracked(await TestApp.start(options));
}
