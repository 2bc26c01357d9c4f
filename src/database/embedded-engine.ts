import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { Logger } from '@nestjs/common';

import type { EngineCommand, EngineReply, EngineRequest, EngineTask } from './engine-messages.js';
import { EngineSocket, type EngineLine } from './engine-socket.js';

const THREAD = new URL('./engine-worker.js', import.meta.url);

/** Milliseconds before a thread that has ended by itself is replaced. Each that does not last doubles it. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 5_000;
/** Milliseconds after which a thread counts as sound. */
const LASTING = 10_000;
/** Milliseconds that the database has to close. What was committed is safe either way. */
const CLOSE_LIMIT = 10_000;

/** Runs a thread that makes a new database in the folder. */
export async function makeCluster(folder: string): Promise<void> {
  const [code] = (await once(startThread({ kind: 'make', folder }), 'exit')) as [number];
  if (code !== 0) throw new Error(`the embedded database could not be made: its thread ended with ${code}`);
}

/**
 * The embedded database, in a thread of its own, so that its work keeps nothing else waiting. A thread that crashes is
 * replaced: sessions break as they do when a server goes away, and what was committed is still there.
 */
export class EmbeddedEngine implements EngineLine {
  private readonly logger = new Logger('Database');
  private readonly numbers = new Map<EngineSocket, number>();
  private readonly sockets = new Map<number, EngineSocket>();
  private outgoing: EngineRequest[] = [];
  private thread: Worker | undefined;
  private stopping = false;
  private pauseMs = FIRST_PAUSE;
  private openSince = 0;
  private retry: NodeJS.Timeout | undefined;
  private sessions = 0;

  private constructor(private readonly folder: string) {}

  /** Opens the database in the folder. Rejects when that fails. */
  static async start(folder: string): Promise<EmbeddedEngine> {
    const engine = new EmbeddedEngine(folder);
    await engine.launch();
    return engine;
  }

  /** The thread, for those who want to see it fail. Undefined while there is none. */
  get worker(): Worker | undefined {
    return this.thread;
  }

  /** A socket for one session. */
  readonly createSocket = (): EngineSocket => new EngineSocket(this);

  attach(socket: EngineSocket): void {
    this.sessions += 1;
    this.numbers.set(socket, this.sessions);
    this.sockets.set(this.sessions, socket);
    // The driver listens once `connect` has returned.
    if (this.thread !== undefined) process.nextTick(() => socket.begin());
  }

  send(socket: EngineSocket, bytes: Uint8Array<ArrayBuffer>): void {
    const session = this.numbers.get(socket);
    if (session !== undefined) this.request({ session, bytes });
  }

  detach(socket: EngineSocket): void {
    const session = this.numbers.get(socket);
    if (session === undefined) return;
    this.numbers.delete(socket);
    this.sockets.delete(session);
    this.request({ session, end: true });
  }

  /** Closes the database, and ends the thread. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.retry);
    const { thread } = this;
    if (thread === undefined) return;
    const exited = once(thread, 'exit');
    this.flush();
    thread.postMessage('stop' satisfies EngineCommand);
    const limit = setTimeout(() => void thread.terminate(), CLOSE_LIMIT);
    await exited;
    clearTimeout(limit);
  }

  private async launch(): Promise<void> {
    const thread = startThread({ kind: 'serve', folder: this.folder });
    await readiness(thread);
    thread.on('message', (reply: EngineReply) => this.receive(reply));
    thread.on('error', (error) => this.logger.error(`the embedded database failed: ${String(error)}`));
    thread.once('exit', () => this.lost());
    this.thread = thread;
    this.openSince = performance.now();
    for (const socket of this.sockets.values()) socket.begin();
    if (this.stopping) await this.stop();
  }

  private receive(reply: EngineReply): void {
    if (reply !== 'ready') this.sockets.get(reply.session)?.push(reply.bytes);
  }

  private request(request: EngineRequest): void {
    if (this.thread === undefined) return;
    if (this.outgoing.length === 0) queueMicrotask(() => this.flush());
    this.outgoing.push(request);
  }

  /** What one turn has to say leaves as one message. */
  private flush(): void {
    const requests = this.outgoing;
    if (requests.length === 0) return;
    this.outgoing = [];
    const memory = requests.flatMap((request) => ('end' in request ? [] : [request.bytes.buffer]));
    this.thread?.postMessage(requests satisfies EngineCommand, memory);
  }

  private lost(): void {
    this.thread = undefined;
    this.outgoing = [];
    for (const socket of [...this.sockets.values()]) {
      socket.destroy(new Error('Connection terminated: the embedded database has ended'));
    }
    if (performance.now() - this.openSince > LASTING) this.pauseMs = FIRST_PAUSE;
    if (!this.stopping) this.restart();
  }

  private restart(): void {
    this.retry = setTimeout(() => {
      this.launch().then(
        () => this.logger.log('the embedded database is open again'),
        (error: unknown) => {
          this.logger.error(`the embedded database cannot be opened: ${String(error)}`);
          if (!this.stopping) this.restart();
        },
      );
    }, this.pauseMs);
    this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE);
  }
}

function startThread(task: EngineTask): Worker {
  // The flags of this process, such as those of a test runner or a profiler, are not for the thread.
  return new Worker(THREAD, { workerData: task, name: 'embedded-database', execArgv: [] });
}

/** Settles with the thread's first message, or its end. */
async function readiness(thread: Worker): Promise<void> {
  const ended = new AbortController();
  const end = once(thread, 'exit', { signal: ended.signal }).then(() => {
    throw new Error('the embedded database ended before it was open');
  });
  try {
    await Promise.race([once(thread, 'message'), end]);
  } finally {
    ended.abort();
    end.catch(() => undefined);
  }
}
