import { CodedError } from '../errors/coded-error.js';
import type { PlatformClient } from '../platform/platform-client.js';
import { BATCH_SIZE, QuestionBatch } from '../database/question-batch.js';
import { readPlatformUsers, type PlatformUser } from './platform-users.js';
import { ShortMemory } from './short-memory.js';
import { UserDirectory, type User } from './user.js';
import type { UserStore } from './user.store.js';

const LONGEST_MISS_MS = 1000;
const MOST_REMEMBERED = 10_000;

/**
 * The users of the platform. Each one that it names is noted in our own table, which keeps what only we know: when they
 * were last here, and from when on their tokens count. The table never answers in the platform's place.
 */
export class PlatformUserDirectory extends UserDirectory {
  private readonly memory: ShortMemory<User | undefined>;
  private readonly batch: QuestionBatch<PlatformUser | undefined>;

  constructor(
    private readonly client: PlatformClient,
    private readonly store: UserStore,
    cacheMs: number,
  ) {
    super();
    this.memory = new ShortMemory<User | undefined>({
      hitMs: cacheMs,
      missMs: Math.min(cacheMs, LONGEST_MISS_MS),
      most: MOST_REMEMBERED,
      isMiss: (user) => user === undefined,
    });
    this.batch = new QuestionBatch((userIds) => this.load(userIds), undefined);
  }

  override find(userId: string): Promise<User | undefined> {
    return this.memory.recall(userId, async () => valid(await this.batch.answer(userId)));
  }

  override async findAll(userIds: readonly string[]): Promise<Map<string, User>> {
    const all = new Map<string, User>();
    for (let start = 0; start < userIds.length; start += BATCH_SIZE) {
      for (const [id, user] of await this.load(userIds.slice(start, start + BATCH_SIZE))) {
        const known = valid(user);
        if (known !== undefined) all.set(id, known);
      }
    }
    return all;
  }

  override forget(userId: string): void {
    this.memory.forget(userId);
  }

  private async load(userIds: readonly string[]): Promise<Map<string, PlatformUser>> {
    const wanted = new Set(userIds);
    const users = await this.client.ask('users', { userIds: [...wanted] }, readPlatformUsers);
    const found = [...users.values()].filter((user) => user !== 'invalid' && wanted.has(user.id)) as User[];
    const revocations = await this.store.note(found);
    for (const user of found)
      users.set(user.id, { ...user, revokedAt: later(user.revokedAt, revocations.get(user.id)) });
    return users;
  }
}

function valid(user: PlatformUser | undefined): User | undefined {
  if (user !== 'invalid') return user;
  throw new CodedError('UNAVAILABLE', { cause: new Error('what the platform says of the user makes no sense') });
}

function later(one: Date | null, other: Date | undefined): Date | null {
  if (one === null || other === undefined) return one ?? other ?? null;
  return one > other ? one : other;
}
