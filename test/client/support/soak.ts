import { setTimeout as pause } from 'node:timers/promises';

import { vi } from 'vitest';

import { tracked } from '../../support/cleanup.js';
import { startNode, type NodeProcess } from '../../support/node-process.js';
import { createDatabase } from '../../support/postgres.js';
import { freePort } from '../../support/services/free-port.js';
import { signToken } from '../../support/tokens.js';
import { RealtimeError, type MessagePage, type ProjectHistory } from '../../../client/client.js';
import { newClient } from './clients.js';
import { Random } from './random.js';
import { lostOrInvented, missedOrRepeated, overtaken, type Stored } from './soak-check.js';
import { SoakClient } from './soak-client.js';

const SECRET = 'a-secret-for-the-soak-of-more-than-32-bytes';
const KEY = 'a-key-for-the-soak-of-the-client';
const USERS = ['layla', 'omar', 'noor'];
const CONVERSATION = 'soak';
const PROJECT = 'soaked';
/** How long everything may take to settle once the network is well again. */
const SETTLE_MS = 45_000;

/** Three users, one of them with two devices, who write while things fail: a real node, PostgreSQL, and TCP in between. */
export class Soak {
  readonly clients: SoakClient[] = [];
  /** How often the node was killed. */
  kills = 0;
  /** How often a network failed. */
  failures = 0;
  private readonly random: Random;
  private running = true;
  private notified = 0;

  private constructor(
    readonly seed: number,
    private node: NodeProcess,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.random = new Random(seed);
  }

  static async start(seed: number): Promise<Soak> {
    const env = {
      PORT: String(await freePort()),
      DATABASE_URL: await createDatabase(),
      JWT_SECRET: SECRET,
      SERVICE_API_KEY: KEY,
      LOG_LEVEL: 'error',
      RATE_LIMIT_EVENTS: '1000000',
      PING_INTERVAL_MS: '1000',
      PING_TIMEOUT_MS: '4000',
    };
    const soak = tracked(new Soak(seed, await startNode({ env }), env));
    for (const id of USERS) await soak.api('PUT', `users/${id}`, { displayName: id, role: 'member' });
    await soak.api('PUT', `conversations/${CONVERSATION}`, { title: 'Soak', memberIds: USERS });
    await soak.api('PUT', `projects/${PROJECT}`, { name: 'Soaked', memberIds: USERS });
    const names = [...USERS, 'layla'];
    for (const [index, userId] of names.entries()) {
      soak.clients.push(
        await SoakClient.start({
          name: `${userId}${index}`,
          serverUrl: soak.node.url,
          token: () => signToken({ userId }, SECRET),
          conversationId: CONVERSATION,
          projectId: PROJECT,
          random: new Random(seed + index + 1),
        }),
      );
    }
    return soak;
  }

  /** Lets all of them write while each network fails every one to five seconds. */
  async runWithCuts(ms: number): Promise<void> {
    await this.run(
      ms,
      this.clients.map(async (client) => {
        while (await this.stillRunningAfter(1000, 5000)) {
          this.failures += 1;
          await client.fail((pauseMs) => pause(pauseMs).then(() => undefined));
        }
      }),
    );
    for (const { network, client } of this.clients) {
      network.refusing = false;
      client.connection.connect();
    }
  }

  /** Lets all of them write while the node is killed and started again, every few seconds. */
  async runWithKills(ms: number): Promise<void> {
    const killing = async (): Promise<void> => {
      while (await this.stillRunningAfter(2000, 6000)) {
        this.kills += 1;
        await this.node.kill();
        await pause(this.random.between(100, 1500));
        this.node = await startNode({ env: this.env });
      }
    };
    await this.run(ms, [killing()]);
  }

  /** Waits until everything is still, and returns what contradicts the promises: nothing, when all is well. */
  async contradictions(settleMs = SETTLE_MS): Promise<string[]> {
    const reader = newClient({ url: this.node.url, token: () => signToken({ userId: 'layla' }, SECRET) });
    const conversation = await reader.chat.join(CONVERSATION);
    const project = await reader.projects.join(PROJECT);
    await vi
      .waitFor(
        () => {
          const waiting = this.clients.reduce((sum, client) => sum + client.outstanding, 0);
          if (waiting > 0) throw new Error(`${waiting} writes have no answer`);
        },
        { timeout: settleMs, interval: 100 },
      )
      // What has no answer is among the contradictions.
      .catch(() => undefined);
    const messages = await pages(
      (before) => conversation.history({ limit: 100, ...before }),
      (page: MessagePage) => page.messages,
    );
    const records = await pages(
      (before) => project.history({ limit: 100, ...before }),
      (page: ProjectHistory) => page.events,
    );
    const head = await this.headOf(conversation.id, reader);
    const projectHead = records.at(-1)?.seq ?? 0;
    const notified = this.notified;
    await vi
      .waitFor(
        () => {
          if (this.violations(head, projectHead, notified).length > 0) throw new Error('not settled');
        },
        { timeout: settleMs, interval: 100 },
      )
      .catch(() => undefined);
    const comments = records.flatMap(({ seq, data }) =>
      'comment' in data ? [{ seq, id: data.id, content: data.comment }] : [],
    );
    const stored: Stored[] = messages.map(({ id, seq, content }) => ({ id, seq, content }));
    return [
      ...this.violations(head, projectHead, notified),
      ...this.clients.flatMap(({ troubles }) => troubles),
      ...lostOrInvented(
        this.clients.flatMap(({ written }) => written),
        stored,
      ),
      ...lostOrInvented(
        this.clients.flatMap(({ commented }) => commented),
        comments,
      ),
      ...this.clients.flatMap(({ written, commented }) => [...overtaken(written), ...overtaken(commented)]),
      ...this.outOfStep(records),
    ];
  }

  /** How many messages there are. */
  get size(): number {
    return this.clients.reduce((sum, { written }) => sum + written.length, 0);
  }

  async stop(): Promise<void> {
    this.running = false;
    for (const { client } of this.clients) client.close();
  }

  private async run(ms: number, troubles: readonly Promise<void>[]): Promise<void> {
    const writing = this.clients.map(async (client) => {
      while (await this.stillRunningAfter(100, 500)) client.write();
    });
    const notifying = async (): Promise<void> => {
      while (await this.stillRunningAfter(300, 900)) await this.notify();
    };
    const all = Promise.all([...writing, ...troubles, notifying()]);
    await Promise.race([pause(ms), all]);
    this.running = false;
    await all;
    this.running = true;
  }

  private async stillRunningAfter(from: number, to: number): Promise<boolean> {
    await pause(this.random.between(from, to));
    return this.running;
  }

  /** One notification to everyone, certainly, and once. */
  private async notify(): Promise<void> {
    const clientId = `note-${this.notified}`;
    const body = { userIds: USERS, type: 'soak', title: clientId, body: 'while it soaks', clientId };
    while (!(await this.api('POST', 'notifications', body))) await pause(100);
    this.notified += 1;
  }

  private violations(head: number, projectHead: number, notified: number): string[] {
    return this.clients.flatMap(({ name, messages, records, notifications }) => [
      ...messages.flatMap((seen, index) => missedOrRepeated(head, { name: `${name}/handler ${index}`, seen })),
      ...missedOrRepeated(projectHead, { name: `${name}/project`, seen: records }),
      ...missedOrRepeated(notified, { name: `${name}/inbox`, seen: notifications }),
    ]);
  }

  /** Every change of the project's state came once, in order; lines of the feed never twice. */
  private outOfStep(records: readonly { readonly event: string; readonly seq: number }[]): string[] {
    const changes = records.filter(({ event }) => event !== 'project:comment').map(({ seq }) => seq);
    return this.clients.flatMap(({ name, updates, activity }) => {
      const seen = updates.map(({ seq }) => seq);
      const lines = activity.map(({ seq }) => seq);
      return [
        ...(seen.join() === changes.join() ? [] : [`${name}: saw the states ${seen.join()} of ${changes.join()}`]),
        ...(lines.every((seq, index) => index === 0 || seq > (lines[index - 1] ?? 0))
          ? []
          : [`${name}: activity repeats`]),
      ];
    });
  }

  /** The last event of the conversation, edits included. */
  private async headOf(conversationId: string, reader: ReturnType<typeof newClient>): Promise<number> {
    const last = await reader.chat.join(conversationId);
    return (await last.send('the last')).seq;
  }

  /** Whether it was answered: a node that is being killed does not. */
  private async api(method: string, path: string, body: object): Promise<boolean> {
    const response = await fetch(`${this.node.url}/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch(() => undefined);
    if (response === undefined || response.status === 503) return false;
    if (!response.ok) throw new RealtimeError('SOCKET_ERROR', `${path}: ${response.status} ${await response.text()}`);
    return true;
  }
}

async function pages<Page extends { readonly hasMore: boolean }, Item extends { readonly seq: number }>(
  read: (before: { readonly before?: number }) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
): Promise<Item[]> {
  const items: Item[] = [];
  for (;;) {
    const first = items[0]?.seq;
    const page = await read(first === undefined ? {} : { before: first });
    items.unshift(...itemsOf(page));
    if (!page.hasMore) return items;
  }
}
