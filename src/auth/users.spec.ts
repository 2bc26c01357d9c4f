import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { JwtService } from '@nestjs/jwt';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { loadConfig } from '../config/load-config.js';
import type { Database } from '../database/database.js';
import { openDatabase } from '../database/open-database.js';
import { Authenticator } from './authenticator.js';
import { users } from './auth.schema.js';
import { DatabaseUserDirectory } from './database-user-directory.js';
import { TokenKeys } from './token-keys.js';
import { TokenSignatures } from './token-signatures.js';
import { TokenVerifier } from './token-verifier.js';
import { UserChanges, type UserChange } from './user-changes.js';
import { UserStore } from './user.store.js';
import { UsersService } from './users.service.js';

const SECRET = 'a secret of more than thirty-two bytes';
const LAYLA = { id: 'layla', displayName: 'ليلى', role: 'member', disabled: false, revokedAt: null };

/** Real: the database (embedded), the keys and the tokens. */
describe('users', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'users-'));
  const config = loadConfig({ JWT_SECRET: SECRET, DATA_DIR: dataDir });
  const jwt = new JwtService();
  let database: Database;
  let store: UserStore;
  let changes: UserChanges;
  let service: UsersService;
  let authenticator: Authenticator;

  beforeAll(async () => {
    database = await openDatabase(config);
  });
  afterAll(async () => {
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  beforeEach(async () => {
    await database.orm.delete(users);
    store = new UserStore(database);
    changes = new UserChanges();
    const directory = new DatabaseUserDirectory(store);
    service = new UsersService(store, directory, changes);
    authenticator = new Authenticator(
      new TokenVerifier(new TokenSignatures(), new TokenKeys(config), config),
      directory,
    );
    await service.upsert('layla', LAYLA);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  const token = (claims: object = {}): string => jwt.sign({ sub: 'layla', ...claims }, { secret: SECRET });
  const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

  describe('UsersService', () => {
    it('makes and changes a user, and keeps what it was not told of', async () => {
      const seen = new Date('2026-01-01T00:00:00.000Z');
      await service.touch(
        new Map([
          ['layla', seen],
          ['nobody', seen],
        ]),
      );
      await service.upsert('layla', { displayName: 'Layla', role: 'admin' });
      expect(await service.find('layla')).toMatchObject({ ...LAYLA, displayName: 'Layla', role: 'admin' });
      expect(await service.lastSeen(['layla', 'nobody'])).toEqual(new Map([['layla', seen]]));
      expect(await service.lastSeen([])).toEqual(new Map());
    });

    it('tells of every change after it can be seen', async () => {
      const seen: [UserChange['kind'], unknown][] = [];
      const looks: Promise<void>[] = [];
      changes.subscribe(({ userId, kind }) => {
        looks.push(service.find(userId).then((user) => void seen.push([kind, user?.disabled])));
      });
      await service.upsert('layla', { ...LAYLA, disabled: true });
      await Promise.all(looks);
      await service.upsert('layla', LAYLA);
      await Promise.all(looks);
      expect(await service.revoke('layla')).toBe(true);
      expect(await service.revoke('nobody')).toBe(false);
      await Promise.all(looks);
      expect(seen).toEqual([
        ['disabled', true],
        ['updated', false],
        ['revoked', false],
      ]);
    });

    it('is not disturbed by a listener that fails', async () => {
      const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
      const told = vi.fn();
      changes.subscribe(() => {
        throw new Error('a mistake');
      });
      changes.subscribe(told);
      await service.upsert('layla', LAYLA);
      expect(told).toHaveBeenCalledOnce();
      expect(error).toHaveBeenCalledOnce();
    });

    it('never moves a revocation back', async () => {
      const late = new Date('2026-06-01T00:00:00.500Z');
      await service.revoke('layla', late);
      await service.revoke('layla', new Date('2026-01-01T00:00:00.000Z'));
      expect((await service.find('layla'))?.revokedAt).toEqual(late);
    });
  });

  describe('DatabaseUserDirectory', () => {
    it('asks once for many at the same time, and again after five seconds', async () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      const find = vi.spyOn(store, 'findAll');
      await Promise.all(Array.from({ length: 50 }, () => service.find('layla')));
      vi.advanceTimersByTime(4_900);
      await service.find('layla');
      expect(find).toHaveBeenCalledTimes(1);
      vi.advanceTimersByTime(200);
      await service.find('layla');
      expect(find).toHaveBeenCalledTimes(2);
    });

    it('remembers for one second that somebody does not exist', async () => {
      vi.useFakeTimers({ toFake: ['Date'] });
      expect(await service.find('omar')).toBeUndefined();
      await store.upsert({ ...LAYLA, id: 'omar' });
      expect(await service.find('omar')).toBeUndefined();
      vi.advanceTimersByTime(1_001);
      expect(await service.find('omar')).toMatchObject({ id: 'omar' });
    });

    it('does not remember that a look-up failed', async () => {
      vi.spyOn(store, 'findAll').mockRejectedValueOnce(new Error('away'));
      await expect(service.find('layla')).rejects.toThrow('away');
      expect(await service.find('layla')).toMatchObject({ id: 'layla' });
    });
  });

  describe('Authenticator', () => {
    it('tells the user behind a token, with the role of the directory', async () => {
      const { user, issuedAt, expiresAt } = await authenticator.authenticate(token({ role: 'admin' }));
      expect(user).toMatchObject(LAYLA);
      expect(issuedAt).toBeTypeOf('number');
      expect(expiresAt).toBeUndefined();
    });

    it('refuses nobody’s token, a stranger, and who was disabled', async () => {
      await expect(authenticator.authenticate(undefined)).rejects.toMatchObject({ code: 'AUTH_REQUIRED' });
      const stranger = authenticator.authenticate(token({ sub: 'nobody' }));
      await expect(stranger).rejects.toMatchObject({ code: 'AUTH_USER_NOT_FOUND' });
      await authenticator.authenticate(token());
      await service.upsert('layla', { ...LAYLA, disabled: true });
      await expect(authenticator.authenticate(token())).rejects.toMatchObject({ code: 'AUTH_USER_DISABLED' });
    });

    it('refuses after a revocation what was issued until that second, or does not say when', async () => {
      const revokedAt = new Date(Date.now() - 10_000);
      await service.revoke('layla', revokedAt);
      const refused = { code: 'AUTH_INVALID' };
      for (const iat of [seconds(revokedAt) - 1, seconds(revokedAt)]) {
        await expect(authenticator.authenticate(token({ iat }))).rejects.toMatchObject(refused);
      }
      const timeless = jwt.sign({ sub: 'layla' }, { secret: SECRET, noTimestamp: true });
      await expect(authenticator.authenticate(timeless)).rejects.toMatchObject(refused);
      await authenticator.authenticate(token({ iat: seconds(revokedAt) + 1 }));
    });

    it('says AUTH_FAILED when the directory is away, and keeps the reason', async () => {
      const away = new Error('away');
      vi.spyOn(store, 'findAll').mockRejectedValueOnce(away);
      await expect(authenticator.authenticate(token())).rejects.toMatchObject({ code: 'AUTH_FAILED', cause: away });
    });
  });
});
