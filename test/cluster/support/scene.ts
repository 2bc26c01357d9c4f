import { expect, vi } from 'vitest';

import { onCleanup } from '../../support/cleanup.js';
import type { Fleet } from './fleet.js';
import { contradictions } from './history.js';
import { Participant } from './participant.js';
import { storedMessages } from './stored.js';

export interface SceneOptions {
  readonly conversationId: string;
  /** Default: 9. */
  readonly users?: number;
  /** How many clients each of them has. Default: 1. */
  readonly clients?: number;
  /** `nodes`: spread over the nodes, each coming back to its own; a number: all to that node. Default: `nodes`. */
  readonly through?: 'balancer' | 'nodes' | number;
  /** What all clients connect by. Default: one third each as the library does it, by WebSocket alone and by HTTP alone. */
  readonly transports?: readonly string[];
  /** See {@link Participant}. */
  readonly resend?: boolean;
  /** See {@link Participant}. */
  readonly reload?: boolean;
  /** See {@link Participant}. */
  readonly bare?: boolean;
}

const TRANSPORTS = [undefined, ['websocket'], ['polling']];
const TICK_MS = 20;
/** A command is answered within this, whatever has failed, or the contract is broken. */
const ANSWER_MS = 5000;
/** What the load on this machine may add to it. */
const GRACE_MS = 1500;

/** Users who talk to each other in one conversation while things go wrong, and the history of what became of it. */
export class Scene {
  private timer: NodeJS.Timeout | undefined;
  private count = 0;

  private constructor(
    private readonly fleet: Fleet,
    readonly conversationId: string,
    readonly participants: readonly Participant[],
  ) {}

  static async open(fleet: Fleet, options: SceneOptions): Promise<Scene> {
    const { conversationId, users = 9, clients = 1, through = 'nodes', transports, ...habits } = options;
    const ids = Array.from({ length: users }, (_, index) => `${conversationId}-${index}`);
    await fleet.conversation(conversationId, ids);
    const participants = Array.from({ length: users * clients }, (_, index) => {
      const userId = ids[index % users] ?? '';
      return new Participant({
        url: through === 'balancer' ? fleet.url : fleet.urlOf(through === 'nodes' ? index : through),
        token: fleet.token(userId, { expiresIn: 24 * 3600 }),
        userId,
        name: `${userId}.${index}`,
        conversationId,
        // By threes, since the nodes take turns too.
        transports: transports ?? TRANSPORTS[Math.floor(index / TRANSPORTS.length) % TRANSPORTS.length],
        ...habits,
      });
    });
    const scene = new Scene(fleet, conversationId, participants);
    onCleanup(() => scene.close());
    await Promise.all(participants.map((participant) => participant.start()));
    return scene;
  }

  /** Everybody, or who is named, talks in turn, so many messages a second altogether. Who is away misses it. */
  talk(perSecond: number, speakers: readonly Participant[] = this.participants, padding = ''): void {
    this.hush();
    let owed = 0;
    let before = performance.now();
    this.timer = setInterval(() => {
      const now = performance.now();
      owed += ((now - before) * perSecond) / 1000;
      before = now;
      for (; owed >= 1; owed -= 1) this.sayNext(speakers, padding);
    }, TICK_MS);
  }

  hush(): void {
    clearInterval(this.timer);
  }

  get sent(): number {
    return this.participants.reduce((sum, { sent }) => sum + sent.length, 0);
  }

  get acknowledged(): number {
    return this.participants.flatMap(({ sent }) => sent.filter(({ answer }) => answer !== undefined)).length;
  }

  /** Resolves when everything that is acknowledged by now has come to everybody; rejects when it has not in time. */
  async everybodyHasAll(withinMs: number): Promise<void> {
    const head = Math.max(0, ...this.participants.flatMap(({ sent }) => sent.map(({ answer }) => answer?.seq ?? 0)));
    await vi.waitFor(() => expect(this.participants.filter(({ last }) => last < head).map(behind)).toEqual([]), {
      timeout: withinMs,
      interval: 20,
    });
  }

  /** Resolves when every client is in the conversation. */
  async everybodyIsBack(withinMs: number): Promise<void> {
    await vi.waitFor(() => expect(this.participants.filter(({ joined }) => !joined).map(behind)).toEqual([]), {
      timeout: withinMs,
      interval: 50,
    });
  }

  /** Resolves when messages are acknowledged again. */
  async talksAgain(withinMs: number): Promise<void> {
    const before = this.acknowledged;
    await vi.waitFor(() => expect(this.acknowledged).toBeGreaterThan(before + 20), { timeout: withinMs, interval: 50 });
  }

  /** The longest that a message took from its acknowledgement to any client, in milliseconds. */
  get longestLagMs(): number {
    const answeredAt = new Map<string, number>();
    for (const { sent } of this.participants) {
      for (const { answer, answeredAt: at } of sent) if (answer !== undefined) answeredAt.set(answer.id, at ?? 0);
    }
    let longest = 0;
    for (const { received } of this.participants) {
      for (const { id, at } of received) longest = Math.max(longest, at - (answeredAt.get(id) ?? at));
    }
    return Math.round(longest);
  }

  /** The longest that any client heard nothing, in milliseconds. */
  get longestSilenceMs(): number {
    let longest = 0;
    for (const { received } of this.participants) {
      received.forEach(({ at }, index) => {
        longest = Math.max(longest, at - (received[index - 1]?.at ?? at));
      });
    }
    return Math.round(longest);
  }

  /** What was measured, in words. */
  get summary(): string {
    return (
      `${this.acknowledged} of ${this.sent} messages acknowledged, the longest answer took ${this.longestWaitMs} ms, ` +
      `the longest silence at a client ${this.longestSilenceMs} ms`
    );
  }

  /** How many attempts to send had no answer, because the connection was lost first. */
  get unanswered(): number {
    return this.participants.flatMap(({ sent }) => sent).reduce((sum, message) => sum + message.unanswered, 0);
  }

  get longestWaitMs(): number {
    return Math.round(Math.max(...this.participants.map(({ longestWaitMs }) => longestWaitMs)));
  }

  /**
   * Ends the talk, waits until all that is owed has come (or 5 s have passed), and returns what contradicts the contract:
   * nothing, when all is well.
   */
  async contradictions(quietMs = 5000): Promise<string[]> {
    this.hush();
    const patience = { timeout: ANSWER_MS + GRACE_MS, interval: 50 };
    await vi.waitFor(
      () => expect(this.participants.every(({ outstanding }) => outstanding === 0)).toBe(true),
      patience,
    );
    const stored = await storedMessages(this.fleet.postgres.url, this.conversationId);
    const complete = (): void => {
      expect(this.participants.filter(({ last }) => last < stored.length).map(behind)).toEqual([]);
    };
    // Whether it is complete is judged below, with everything else.
    await vi.waitFor(complete, { timeout: quietMs, interval: 50 }).catch(() => undefined);
    const found = contradictions({
      stored,
      sent: this.participants.flatMap(({ sent }) => sent),
      witnesses: this.participants,
    });
    for (const { name, longestWaitMs } of this.participants) {
      if (longestWaitMs > ANSWER_MS + GRACE_MS) found.push(`${name}: waited ${longestWaitMs} ms for an answer`);
    }
    return [...found, ...this.fleet.lost];
  }

  close(): void {
    this.hush();
    for (const participant of this.participants) participant.stop();
  }

  private sayNext(speakers: readonly Participant[], padding: string): void {
    this.count += 1;
    const speaker = speakers[this.count % speakers.length];
    if (speaker?.joined === true) speaker.send(`${this.conversationId} ${this.count}${padding}`);
  }
}

function behind({ name, last }: Participant): string {
  return `${name} at ${last}`;
}
