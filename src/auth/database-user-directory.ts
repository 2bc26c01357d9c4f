import type { ForeignTransaction } from '../database/foreign-transaction.js';
import { QuestionBatch } from '../database/question-batch.js';
import { ShortMemory } from './short-memory.js';
import { UserDirectory, type User } from './user.js';
import type { UserStore } from './user.store.js';

/** Our own users' table, with a short memory. Users who connect at the same moment are one query. */
export class DatabaseUserDirectory extends UserDirectory {
  private readonly memory = new ShortMemory<User | undefined>({
    hitMs: 5000,
    missMs: 1000,
    most: 10_000,
    isMiss: (user) => user === undefined,
  });

  private readonly batch: QuestionBatch<User | undefined>;

  constructor(private readonly store: UserStore) {
    super();
    this.batch = new QuestionBatch((userIds) => this.store.findAll(userIds), undefined);
  }

  override find(userId: string): Promise<User | undefined> {
    return this.memory.recall(userId, () => this.batch.answer(userId));
  }

  override findAll(userIds: readonly string[], within?: ForeignTransaction): Promise<Map<string, User>> {
    return within === undefined ? this.store.findAll(userIds) : this.store.findAllWithin(within, userIds);
  }

  override forget(userId: string): void {
    this.memory.forget(userId);
  }
}
