import { RealtimeError, type RealtimeClient } from '../../../client/client.js';
import { newClient } from './clients.js';
import { RoughNetwork, type Cut } from './rough-network.js';
import type { Sighting, Write } from './soak-check.js';
import type { Random } from './random.js';

export interface SoakClientOptions {
  readonly name: string;
  readonly serverUrl: string;
  readonly token: () => string;
  readonly conversationId: string;
  readonly projectId: string;
  readonly random: Random;
}

/** A client behind a rough network of its own, that writes down what its handlers see and what became of its writes. */
export class SoakClient {
  readonly name: string;
  readonly messages: readonly [Sighting[], Sighting[]] = [[], []];
  readonly records: Sighting[] = [];
  readonly updates: Sighting[] = [];
  readonly activity: Sighting[] = [];
  readonly notifications: Sighting[] = [];
  /** What must not happen: everything that was missed here can be told. */
  readonly troubles: string[] = [];
  readonly written: Write[] = [];
  readonly commented: Write[] = [];
  private readonly conversation;
  private readonly project;

  private constructor(
    readonly client: RealtimeClient,
    readonly network: RoughNetwork,
    private readonly options: SoakClientOptions,
  ) {
    this.name = options.name;
    this.conversation = client.chat.open(options.conversationId);
    for (const [index, seen] of this.messages.entries()) {
      const handle = index === 0 ? this.conversation : client.chat.open(options.conversationId);
      handle.on('message', ({ id, seq }) => seen.push({ event: 'message', id, seq }));
      handle.on('updated', ({ id, seq }) => seen.push({ event: 'updated', id, seq }));
      handle.on('reload', () => this.troubles.push(`${this.name}: had to reload the conversation`));
    }
    this.project = client.projects.open(options.projectId);
    for (const event of ['status', 'progress', 'comment'] as const) {
      this.project.on(event, ({ id, seq }) => this.records.push({ event, id, seq }));
    }
    this.project.on('update', ({ seq }) => this.updates.push({ event: 'update', id: '', seq }));
    this.project.on('activity', ({ seq }) => this.activity.push({ event: 'activity', id: '', seq }));
    this.project.on('reload', () => this.troubles.push(`${this.name}: had to reload the project`));
    const inbox = client.notifications.open();
    inbox.on('new', ({ id, seq }) => this.notifications.push({ event: 'new', id, seq }));
    inbox.on('reload', () => this.troubles.push(`${this.name}: had to reload the inbox`));
  }

  static async start(options: SoakClientOptions): Promise<SoakClient> {
    const network = await RoughNetwork.to(options.serverUrl);
    const client = newClient({
      url: network.url,
      token: options.token,
      reconnect: { minMs: 100, maxMs: 1000 },
      replyTimeoutMs: 800,
    });
    const soaked = new SoakClient(client, network, options);
    await Promise.all([soaked.conversation.ready(), soaked.project.ready()]);
    return soaked;
  }

  /** Writes something, whatever the state of the connection. */
  write(): void {
    const { random, name } = this.options;
    if (random.chance(0.15)) {
      this.comment();
      return;
    }
    const content = `${name}-${this.written.length}`;
    const write: Write = { author: name, content, outcome: undefined };
    this.written.push(write);
    settle(write, this.conversation.send(content));
    const last = this.written.findLast(({ outcome }) => outcome !== undefined && 'id' in outcome)?.outcome;
    // Whether it is answered is seen at the end: an edit changes no content that is compared.
    if (last !== undefined && 'id' in last && random.chance(0.05)) this.edit(last.id);
  }

  /** Fails in some way, as networks do. */
  async fail(pause: (ms: number) => Promise<void>): Promise<void> {
    const { random } = this.options;
    if (random.chance(0.2)) {
      this.client.connection.disconnect();
      await pause(random.between(300, 2000));
      this.client.connection.connect();
      return;
    }
    this.network.refusing = random.chance(0.25);
    this.network.cut(this.kindOfCut());
    if (!this.network.refusing) return;
    await pause(random.between(300, 2000));
    this.network.refusing = false;
  }

  /** How many writes have no answer yet. */
  get outstanding(): number {
    return [...this.written, ...this.commented].filter(({ outcome }) => outcome === undefined).length;
  }

  private kindOfCut(): Cut {
    const kind = this.options.random.between(0, 3);
    return kind < 1 ? 'reset' : kind < 2 ? 'silence' : 'close';
  }

  private comment(): void {
    const { random, name } = this.options;
    if (random.chance(0.3)) {
      // A record and a state: two events of one seq.
      void this.project.setProgress(Math.floor(random.between(0, 100))).catch((error: unknown) => this.trouble(error));
      return;
    }
    const content = `${name}-comment-${this.commented.length}`;
    const write: Write = { author: name, content, outcome: undefined };
    this.commented.push(write);
    settle(write, this.project.comment(content));
  }

  private edit(messageId: string): void {
    const { content } = this.written.find(({ outcome }) => outcome && 'id' in outcome && outcome.id === messageId)!;
    void this.conversation.edit(messageId, content).catch((error: unknown) => this.trouble(error));
  }

  private trouble(error: unknown): void {
    this.troubles.push(`${this.name}: ${String(error)}`);
  }
}

function settle(write: Write, done: Promise<{ readonly id: string; readonly seq: number }>): void {
  done.then(
    ({ id, seq }) => (write.outcome = { id, seq }),
    (error: unknown) => (write.outcome = { code: error instanceof RealtimeError ? error.code : String(error) }),
  );
}
