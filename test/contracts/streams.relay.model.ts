import fc from 'fast-check';
import { vi } from 'vitest';

import { streamKey, type StreamEvent, type StreamPosition } from '../../src/streams/stream.js';
import { StreamAudience, type StreamMember } from '../../src/streams/stream-audience.js';
import { LocalStreamCarrier } from '../../src/streams/stream-carrier.js';
import { StreamLog } from '../../src/streams/stream-log.js';
import { StreamRelay, type Joined } from '../../src/streams/stream-relay.js';
import { ScriptedStore, type Answer } from './streams.scripted-store.js';

/** Numbers choose among what there is at that moment, so that any list of actions can be carried out. */
export type Action =
  | { readonly do: 'append' | 'announce' | 'check' }
  | { readonly do: 'offer' | 'open' | 'cancel'; readonly which: number }
  | { readonly do: 'answer'; readonly which: number; readonly how: Answer }
  | { readonly do: 'leave' | 'drop'; readonly who: number }
  | { readonly do: 'join'; readonly who: number; readonly room: string; readonly since: Since };

type Since = 'none' | 'last' | 'older' | 'future' | 'other epoch';

const which = fc.nat({ max: 20 });
const who = fc.nat({ max: 2 });

/** Weighted so that joins overlap with events, and get answered often enough. */
export const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('append', 'announce', 'check') }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('offer'), which }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('open', 'open', 'cancel'), which }) },
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('answer'),
        which,
        how: fc.constantFrom<Answer[]>('as asked', 'as now', 'as now', 'fail'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('leave', 'drop'), who }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('join'),
        who,
        room: fc.constantFrom('chat', 'conversation'),
        since: fc.constantFrom<Since[]>('none', 'none', 'last', 'older', 'future', 'other epoch'),
      }),
    },
  ),
  { maxLength: 80, size: 'max' },
);

/** What a member has been told: every event up to `served`, in this room's words. */
interface Standing {
  readonly room: string;
  served: number;
}

interface Member {
  standing: Standing | undefined;
  /** The join that counts; every earlier one is void. */
  join: object | undefined;
}

interface PendingJoin {
  readonly token: object;
  readonly member: Member;
  readonly room: string;
  readonly joined: Joined;
}

const STREAM = streamKey('conversation', 'c');
const CHECK_INTERVAL_MS = 2000;

/**
 * The real relay, feed and log over a scripted store, and beside them what each member must be told. The first deviation
 * throws: an event that comes twice, too early, out of order, to nobody's member, or in the words of another room.
 */
export class RelayModel {
  private readonly store = new ScriptedStore(STREAM);
  private readonly members: Member[] = Array.from({ length: 3 }, () => ({ standing: undefined, join: undefined }));
  private readonly admitted = new Set<StreamMember & { readonly room: string }>();
  private readonly unanswered: PendingJoin[] = [];
  private readonly relay: StreamRelay;
  private problem: string | undefined;

  constructor() {
    const { admitted } = this;
    const hear = (id: string, room: string, event: StreamEvent): void => this.hear(Number(id), room, event);
    class Audience extends StreamAudience {
      override broadcast(event: StreamEvent): void {
        for (const { id, room } of admitted) hear(id, room, event);
      }

      override flush(): void {
        return;
      }
    }
    this.relay = new StreamRelay(new StreamLog(this.store), new Audience(), new LocalStreamCarrier());
  }

  /** Carries the actions out, then answers everything, and checks that nobody lacks anything. Needs fake intervals. */
  async run(list: readonly Action[]): Promise<void> {
    this.relay.onModuleInit();
    try {
      for (const action of list) await this.step(action);
      await this.settle();
    } finally {
      this.relay.onModuleDestroy();
    }
  }

  private async step(action: Action): Promise<void> {
    this.act(action);
    // Whatever the action set in motion runs until it hangs on the store again.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.problem !== undefined) throw new Error(this.problem);
  }

  private act(action: Action): void {
    const { store, relay } = this;
    switch (action.do) {
      case 'append':
        store.add();
        return;
      case 'announce':
        relay.offer(store.add());
        return;
      case 'check':
        vi.advanceTimersByTime(CHECK_INTERVAL_MS);
        return;
      case 'offer': {
        const event = store.events.at(-1 - action.which);
        if (event !== undefined) relay.offer(event);
        return;
      }
      case 'answer':
        take(store.pending, action.which)?.(action.how);
        return;
      case 'open':
        this.open(take(this.unanswered, action.which));
        return;
      case 'cancel':
        take(this.unanswered, action.which)?.joined.cancel();
        return;
      case 'leave':
      case 'drop': {
        if (action.do === 'leave') relay.leave(STREAM, String(action.who));
        else relay.drop(String(action.who));
        Object.assign(this.memberAt(action.who), { standing: undefined, join: undefined });
        return;
      }
      case 'join':
        this.join(action.who, action.room, action.since);
    }
  }

  private join(who: number, room: string, kind: Since): void {
    const member = this.memberAt(who);
    const token = {};
    member.join = token;
    const since = this.since(kind, member);
    const target = {
      id: String(who),
      room,
      send: (event: StreamEvent) => this.hear(who, room, event),
      admit: () => void this.admitted.add(target),
      dismiss: () => void this.admitted.delete(target),
    };
    this.relay.join(STREAM, target, since).then(
      (joined) => {
        this.checkAnswer(member, token, joined, since);
        this.unanswered.push({ token, member, room, joined });
      },
      () => undefined,
    );
  }

  private since(kind: Since, { standing }: Member): StreamPosition | undefined {
    const { epoch, events } = this.store;
    switch (kind) {
      case 'none':
        return undefined;
      case 'last':
        return { epoch, seq: standing?.served ?? 0 };
      case 'older':
        return { epoch, seq: Math.max(0, (standing?.served ?? events.length) - 2) };
      case 'future':
        return { epoch, seq: events.length + 3 };
      case 'other epoch':
        return { epoch: 'e0', seq: 0 };
    }
  }

  private checkAnswer(member: Member, token: object, joined: Joined, since: StreamPosition | undefined): void {
    const { recovered, seq, events } = joined;
    const possible = since?.epoch === this.store.epoch && since.seq <= seq;
    const missed = possible ? this.store.events.slice(since.seq, seq) : [];
    if (recovered !== possible || !sameSeqs(events, missed)) {
      this.fail(`recovery from ${since?.seq} up to ${seq} gave ${events.length}, recovered ${recovered}`);
    }
    // Who joins again without a position goes on where it stood: the answer must neither skip nor promise anything.
    const { standing } = member;
    if (since === undefined && member.join === token && standing !== undefined && standing.served !== seq) {
      this.fail(`joined again at ${seq}, but was served up to ${standing.served}`);
    }
  }

  private open(pending: PendingJoin | undefined): void {
    if (pending === undefined) return;
    const { member, token, room, joined } = pending;
    if (member.join === token) member.standing = { room, served: joined.seq };
    joined.open();
  }

  private hear(who: number, room: string, event: StreamEvent): void {
    const { standing } = this.memberAt(who);
    if (standing === undefined) return this.fail(`${who} is no member, but got ${event.seq}`);
    if (standing.room !== room) return this.fail(`${who} is in ${standing.room}, but got ${event.seq} for ${room}`);
    if (event.seq !== standing.served + 1) return this.fail(`${who} got ${event.seq} after ${standing.served}`);
    if (event !== this.store.events[event.seq - 1]) return this.fail(`${who} got another ${event.seq}`);
    standing.served = event.seq;
  }

  private async settle(): Promise<void> {
    while (this.store.pending.length > 0 || this.unanswered.length > 0) {
      await this.step({ do: 'answer', which: 0, how: 'as now' });
      await this.step({ do: 'open', which: 0 });
    }
    for (let comparison = 0; comparison < 2; comparison += 1) {
      await this.step({ do: 'check' });
      while (this.store.pending.length > 0) await this.step({ do: 'answer', which: 0, how: 'as now' });
    }
    const head = this.store.events.length;
    const standings = this.members.flatMap(({ standing }, index) =>
      standing === undefined ? [] : [{ index, standing }],
    );
    for (const { index, standing } of standings) {
      if (standing.served !== head) throw new Error(`${index} was served up to ${standing.served} of ${head}`);
      if (!this.relay.has(STREAM, String(index))) throw new Error(`${index} is no longer known`);
    }
    if (this.admitted.size !== standings.length) throw new Error(`${this.admitted.size} are admitted`);
    if (this.relay.size !== Math.min(1, standings.length)) throw new Error(`${this.relay.size} feeds are left`);
  }

  private memberAt(who: number): Member {
    const member = this.members[who];
    if (member === undefined) throw new RangeError(`there is no member ${who}`);
    return member;
  }

  private fail(problem: string): void {
    this.problem ??= problem;
  }
}

function take<T>(list: T[], which: number): T | undefined {
  return list.splice(which % Math.max(1, list.length), 1)[0];
}

function sameSeqs(some: readonly StreamEvent[], others: readonly StreamEvent[]): boolean {
  return some.length === others.length && some.every((event, index) => event === others[index]);
}
