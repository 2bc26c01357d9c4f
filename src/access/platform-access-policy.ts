import type { UserDirectory } from '../auth/user.js';
import { ShortMemory } from '../auth/short-memory.js';
import type { PlatformClient } from '../platform/platform-client.js';
import { BATCH_SIZE, QuestionBatch } from '../database/question-batch.js';
import {
  AccessPolicy,
  type GuardedKind,
  type MemberKind,
  type RoomDescription,
  type Stay,
  type Visitor,
} from './access-policy.js';
import { mayOpenInbox } from './inbox-rule.js';
import { readAllowed, readRoom } from './platform-answers.js';

const LONGEST_MISS_MS = 1000;
const MOST_REMEMBERED = 10_000;
/** A description may be long: each is a request of its own. */
const ONE_BY_ONE = { size: 1, requests: 16 };

/** The platform decides who enters conversations and projects, and says who their members are. */
export class PlatformAccessPolicy extends AccessPolicy {
  private readonly decisions: ShortMemory<boolean>;
  private readonly rooms: ShortMemory<RoomDescription | undefined>;
  private readonly batch: QuestionBatch<boolean>;
  private readonly descriptions: QuestionBatch<RoomDescription | undefined>;

  constructor(
    private readonly client: PlatformClient,
    private readonly directory: UserDirectory,
    cacheMs: number,
  ) {
    super();
    const memory = { hitMs: cacheMs, missMs: Math.min(cacheMs, LONGEST_MISS_MS), most: MOST_REMEMBERED };
    this.decisions = new ShortMemory({ ...memory, isMiss: (allowed: boolean) => !allowed });
    this.rooms = new ShortMemory({ ...memory, isMiss: (room: RoomDescription | undefined) => room === undefined });
    this.batch = new QuestionBatch((questions) => this.decide(questions), false);
    this.descriptions = new QuestionBatch(([question = '']) => this.describeOne(question), undefined, ONE_BY_ONE);
  }

  override mayEnter(visitor: Visitor, kind: GuardedKind, id: string): Promise<boolean> {
    if (kind === 'inbox') return mayOpenInbox(visitor, id, this.directory);
    const question = `${roomKey(kind, id)}${visitor.userId}`;
    return this.decisions.recall(question, () => this.batch.answer(question));
  }

  override async strangers(kind: MemberKind, stays: readonly Stay[]): Promise<Stay[]> {
    const found: Stay[] = [];
    for (let start = 0; start < stays.length; start += BATCH_SIZE) {
      const part = stays.slice(start, start + BATCH_SIZE);
      const allowed = await this.check(part.map((stay) => ({ kind, ...stay })));
      found.push(...part.filter((_, index) => allowed[index] !== true));
    }
    return found;
  }

  override describe(kind: MemberKind, id: string): Promise<RoomDescription | undefined> {
    const question = roomKey(kind, id);
    return this.rooms.recall(question, () => this.descriptions.answer(question));
  }

  override forget(kind: MemberKind, id: string): void {
    this.decisions.forgetAll(roomKey(kind, id));
    this.rooms.forget(roomKey(kind, id));
  }

  private async describeOne(question: string): Promise<Map<string, RoomDescription | undefined>> {
    const [kind, id] = question.split(' ');
    return new Map([[question, await this.client.ask('rooms', { kind, id }, readRoom)]]);
  }

  private async decide(questions: readonly string[]): Promise<Map<string, boolean>> {
    // Ids have no blank.
    const checks = questions.map((question) => {
      const [kind = '', id = '', userId = ''] = question.split(' ');
      return { kind, id, userId };
    });
    const allowed = await this.check(checks);
    return new Map(questions.map((question, index) => [question, allowed[index] === true]));
  }

  private check(checks: readonly { kind: string; id: string; userId: string }[]): Promise<boolean[]> {
    return this.client.ask('access', { checks }, (answer) => readAllowed(answer, checks.length));
  }
}

/** With a blank at its end, so that no room's key begins with that of another. */
function roomKey(kind: MemberKind, id: string): string {
  return `${kind} ${id} `;
}
