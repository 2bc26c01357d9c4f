import { Injectable } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import {
  AccessPolicy,
  type GuardedKind,
  type MemberKind,
  type Stay,
  type Visitor,
} from '../../src/access/access-policy.js';
import { UserDirectory, type User } from '../../src/auth/user.js';
import { Config } from '../../src/config/config.js';
import { startApp } from '../support/app.js';
import { collect, command, next, refused, request } from '../support/client.js';

/** Everybody whose id begins with a letter of the house exists. */
@Injectable()
class HouseDirectory extends UserDirectory {
  readonly forgotten: string[] = [];

  // Injected by class, to show that a provider may need what the application has.
  constructor(readonly config: Config) {
    super();
  }

  override async find(userId: string): Promise<User | undefined> {
    return (await this.findAll([userId])).get(userId);
  }

  override async findAll(userIds: readonly string[]): Promise<Map<string, User>> {
    const known = userIds.filter((id) => id.startsWith('house-'));
    return new Map(
      known.map((id) => [id, { id, displayName: id, role: 'member', disabled: id.endsWith('-gone'), revokedAt: null }]),
    );
  }

  override forget(userId: string): void {
    this.forgotten.push(userId);
  }
}

/** Rooms are named after those who may enter them. */
class NamedAccess extends AccessPolicy {
  override async mayEnter({ userId }: Visitor, kind: GuardedKind, id: string): Promise<boolean> {
    return kind === 'inbox' ? userId === id : id.split('.').includes(userId);
  }

  override async strangers(kind: MemberKind, stays: readonly Stay[]): Promise<Stay[]> {
    const answers = await Promise.all(
      stays.map(({ id, userId }) => this.mayEnter({ userId, role: 'member' }, kind, id)),
    );
    return stays.filter((_, index) => !answers[index]);
  }

  override async describe(_kind: MemberKind, id: string): Promise<{ name: string; memberIds: string[] }> {
    return { name: id, memberIds: id.split('.') };
  }

  override forget(): void {}
}

describe('An application that brings its own', () => {
  it('user directory decides who connects, with one provider', async () => {
    const app = await startApp({
      authorities: { userDirectory: { provide: UserDirectory, useClass: HouseDirectory } },
    });
    const socket = await app.connect('/', 'house-layla');
    expect(socket.connected).toBe(true);
    const code = async (userId: string): Promise<unknown> =>
      (await refused(app.url, '/', { token: app.token(userId) })).data?.code;
    expect(await code('street-omar')).toBe('AUTH_USER_NOT_FOUND');
    expect(await code('house-gone')).toBe('AUTH_USER_DISABLED');
    expect(app.get(UserDirectory)).toBeInstanceOf(HouseDirectory);
  });

  it('access policy decides who joins, and what the rooms are, with one provider', async () => {
    const app = await startApp({
      authorities: { accessPolicy: { provide: AccessPolicy, useValue: new NamedAccess() } },
    });
    await app.users('layla', 'omar', 'noor');
    const [layla, omar, noor] = await Promise.all(['layla', 'omar', 'noor'].map((id) => app.connect('/chat', id)));
    const conversationId = 'layla.omar';
    const joined = await command<{ members: { userId: string }[] }>(layla!, 'chat:join', { conversationId });
    expect(joined.members.map(({ userId }) => userId)).toEqual(['layla', 'omar']);
    await command(omar!, 'chat:join', { conversationId });
    const heard = collect<{ content: string }>(omar!, 'chat:message');
    await command(layla!, 'chat:message', { conversationId, content: 'among us' });
    expect((await heard.until(1))[0]?.content).toBe('among us');
    expect((await request(noor!, 'chat:join', { conversationId })).error?.code).toBe('FORBIDDEN');
    const project = await app.connect('/projects', 'noor');
    expect(await command(project, 'project:join', { projectId: 'noor' })).toMatchObject({
      project: { id: 'noor', name: 'noor', status: 'planned' },
      members: [{ userId: 'noor', online: true }],
    });
    expect((await request(project, 'project:join', { projectId: 'layla' })).error?.code).toBe('FORBIDDEN');
  });

  it('access policy is heeded when what it describes changes', async () => {
    const policy = new NamedAccess();
    const app = await startApp({ authorities: { accessPolicy: { provide: AccessPolicy, useValue: policy } } });
    await app.users('layla', 'omar');
    const layla = await app.connect('/chat', 'layla');
    const omar = await app.connect('/chat', 'omar');
    for (const socket of [layla, omar]) await command(socket, 'chat:join', { conversationId: 'layla.omar' });
    const told = next(omar, 'room:revoked');
    policy.describe = async (_kind, id) => ({ name: id, memberIds: ['layla'] });
    policy.mayEnter = async ({ userId }) => userId === 'layla';
    const again = await command<{ members: { userId: string }[] }>(layla, 'chat:join', {
      conversationId: 'layla.omar',
    });
    expect(again.members.map(({ userId }) => userId)).toEqual(['layla']);
    expect(await told).toEqual({ room: 'conversation:layla.omar', reason: 'removed' });
  });
});
