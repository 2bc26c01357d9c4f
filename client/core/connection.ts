import { Manager } from 'socket.io-client';

import { pauseAfter } from './backoff.js';
import { Emitter } from './emitter.js';
import { onWakeUp } from './environment.js';
import type { Frame, FrameEvents } from './frames.js';
import { Link } from './link.js';
import { Liveness } from './liveness.js';
import type { Settings } from './options.js';
import { disconnected, RealtimeError } from './realtime-error.js';
import { TokenSource } from './token-source.js';
import { Value } from './value.js';

/**
 * For a status line.
 *
 * - `connecting`: the first attempt is being made, or waits to be made again.
 * - `online`: commands go out.
 * - `reconnecting`: it was online, and will be again by itself.
 * - `offline`: nothing is tried until `connect()`: it was switched off, or `error` says why it cannot succeed.
 * - `closed`: the client was closed for good.
 */
export type ConnectionStatus = 'connecting' | 'online' | 'reconnecting' | 'offline' | 'closed';

export interface ConnectionState {
  readonly status: ConnectionStatus;
  /** Why it is not online: what went wrong last. Undefined when nothing did. */
  readonly error?: RealtimeError;
  /** When the next attempt begins, in milliseconds since 1970; absent while one is being made, and when none will be. */
  readonly nextAttemptAt?: number;
  /** How many attempts have failed since it was last online. */
  readonly failures: number;
}

/** A server that has not admitted us by then is not going to. */
const OPEN_TIMEOUT_MS = 15_000;
/** A connection that lasted so long was a good one: the pauses begin anew. */
const GOOD_AFTER_MS = 5000;
/** How often in a row a token may be refused as expired, with a new one each time. */
const MAX_EXPIRED = 5;

/** The one connection that all namespaces share: makes it, watches it, and makes it again. */
export class Connection {
  readonly state = new Value<ConnectionState>({ status: 'offline', failures: 0 });
  readonly frames = new Emitter<FrameEvents>();
  readonly tokens: TokenSource;
  /** Whether the transport is open: namespaces may connect. */
  open = false;
  /** The most bytes of a payload, as the server has said. */
  maxPayload = Infinity;
  /** Set when nobody should wait for this connection. */
  hopeless: RealtimeError | undefined;
  private readonly manager: Manager;
  /** In the order in which they are tried. */
  private readonly transports: ('websocket' | 'polling')[];
  private readonly links = new Map<string, Link>();
  private readonly main: Link;
  private readonly liveness: Liveness;
  private readonly unwatch: () => void;
  /** Counts attempts, so that what belongs to an abandoned one is recognised. */
  private attempts = 0;
  private trying = false;
  private failures = 0;
  private expired = 0;
  private onlineAt: number | undefined;
  private wasOnline = false;
  private frameId = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly settings: Settings) {
    this.tokens = new TokenSource(settings.token, settings.tokenTimeoutMs);
    this.transports = [...settings.transports];
    this.manager = new Manager(settings.url, {
      autoConnect: false,
      // Done here: only so can the pauses be told, and the token be there before the connection is.
      reconnection: false,
      // Our own comes first.
      timeout: 2 * OPEN_TIMEOUT_MS,
      transports: this.transports,
      tryAllTransports: true,
      ...(settings.path === undefined ? {} : { path: settings.path }),
    });
    this.liveness = new Liveness(settings.replyTimeoutMs, {
      owed: () => [...this.links.values()].some((link) => link.waiting > 0),
      probe: () => this.main.send('session:ping', {}, () => undefined),
      dead: () => this.lost(disconnected('the server is not heard any more')),
    });
    this.manager.on('open', () => {
      this.open = true;
      // Those that were first used while the transport was being opened.
      for (const link of this.links.values()) link.join();
    });
    this.manager.on('ping', () => this.liveness.heard());
    this.manager.on('packet' as 'ping', () => this.liveness.heard());
    this.manager.on('error', (cause) => {
      if (!this.open) this.lost(disconnected('the server cannot be reached', { cause }));
    });
    this.manager.on('close', (reason) => {
      if (this.open) this.lost(disconnected(reason));
    });
    this.main = this.link('/');
    this.main.use();
    this.unwatch = onWakeUp(() => this.wakeUp());
  }

  /** The link of a namespace; all of its users share it. */
  link(namespace: string): Link {
    let link = this.links.get(namespace);
    if (link === undefined) {
      link = new Link(namespace, this.manager, this);
      this.links.set(namespace, link);
    }
    return link;
  }

  /** Connects, and stays connected. Does nothing when it does so already, except to try at once. */
  connect(): void {
    if (this.state.get().status === 'closed') return;
    this.hopeless = undefined;
    this.failures = 0;
    this.expired = 0;
    if (this.onlineAt === undefined && !this.trying) void this.attempt();
  }

  /** Disconnects until {@link connect}. Rooms, and what waits to be sent, stay as they are. */
  disconnect(): void {
    if (this.state.get().status === 'closed') return;
    this.stop(new RealtimeError('OFFLINE', 'the connection was switched off', { retryable: true }));
    this.state.set({ status: 'offline', failures: 0 });
  }

  /** Disconnects for good. */
  close(): void {
    this.stop(new RealtimeError('CLOSED', 'the client was closed'));
    this.unwatch();
    this.state.set({ status: 'closed', failures: 0 });
  }

  /** What every namespace says of itself when it connects. */
  auth(): object {
    const { locale, batch } = this.settings;
    return { token: this.tokens.current, ...(locale && { locale }), ...(batch && { batch }) };
  }

  /** Shows a frame to whoever looks; returns its id. */
  frame(
    direction: Frame['direction'],
    namespace: string,
    event: string,
    payload: unknown,
    id?: number,
    ms?: number,
  ): number {
    const frameId = id ?? this.frameId++;
    const shown = event === 'session:refresh' && direction === 'out' ? { token: '…' } : payload;
    const frame = { direction, namespace, event, payload: shown, id: frameId, at: Date.now() };
    this.frames.emit('frame', ms === undefined ? frame : { ...frame, ms });
    return frameId;
  }

  /** A link is connected. */
  linkUp(link: Link): void {
    if (link !== this.main) return;
    clearTimeout(this.timer);
    this.trying = false;
    this.expired = 0;
    this.onlineAt = Date.now();
    this.wasOnline = true;
    this.state.set({ status: 'online', failures: 0 });
  }

  /** A link was refused or ended by the server. Returns whether the connection sees to it: it does for its main link. */
  linkRefused(link: Link, error: RealtimeError): boolean {
    // A node that is shutting down has nothing to offer to the other namespaces either.
    if (link !== this.main && error.code !== 'SHUTTING_DOWN') return false;
    void this.refused(error);
    return true;
  }

  private async refused(error: RealtimeError): Promise<void> {
    const { current } = this.tokens;
    if (!error.code.startsWith('AUTH_') || error.retryable) {
      if (error.retryable) this.lost(error);
      else this.fail(error);
      return;
    }
    // Another token may be taken where this one was not; one that has expired may be followed by a newer one soon.
    const attempt = ++this.attempts;
    this.drop();
    this.show(error);
    try {
      const token = await this.tokens.fetch();
      if (attempt !== this.attempts) return;
      const hope = error.code === 'AUTH_EXPIRED' || token !== current;
      if (hope && this.expired++ < MAX_EXPIRED) this.later(error);
      else this.fail(error);
    } catch {
      if (attempt === this.attempts) this.later(error);
    }
  }

  private async attempt(): Promise<void> {
    clearTimeout(this.timer);
    const attempt = ++this.attempts;
    this.trying = true;
    this.show();
    try {
      await this.tokens.fetch();
    } catch (error) {
      if (attempt === this.attempts && error instanceof RealtimeError) this.later(error);
      return;
    }
    if (attempt !== this.attempts) return;
    this.timer = setTimeout(() => {
      // Some proxies swallow WebSockets rather than refuse them.
      if (!this.open) this.transports.reverse();
      this.lost(disconnected('the server did not answer in time'));
    }, OPEN_TIMEOUT_MS);
    // The first of them opens the transport.
    for (const link of this.links.values()) link.join();
    this.manager.engine.once('handshake', ({ pingInterval }) => this.liveness.start(pingInterval));
  }

  /** The connection, or the attempt to make one, has failed, and will be made again. */
  private lost(error: RealtimeError): void {
    if (!this.trying && this.onlineAt === undefined) return;
    this.drop();
    this.later(error);
  }

  private later(error: RealtimeError): void {
    const { reconnect } = this.settings;
    this.trying = false;
    const pause = pauseAfter(error, this.failures++, reconnect);
    this.show(error, Date.now() + pause);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.attempt(), pause);
  }

  /** Gives up until {@link connect}. */
  private fail(error: RealtimeError): void {
    this.stop(new RealtimeError('OFFLINE', error.message, { cause: error }));
    this.state.set({ status: 'offline', error, failures: this.failures });
  }

  private stop(reason: RealtimeError): void {
    this.attempts += 1;
    this.hopeless = reason;
    this.drop();
    this.trying = false;
    this.wasOnline = false;
    for (const link of this.links.values()) link.giveUp(reason);
  }

  private drop(): void {
    clearTimeout(this.timer);
    this.liveness.stop();
    if (this.onlineAt !== undefined && Date.now() - this.onlineAt > GOOD_AFTER_MS) this.failures = 0;
    this.onlineAt = undefined;
    this.open = false;
    // The last one closes the transport.
    for (const link of this.links.values()) link.drop();
  }

  private show(error = this.state.get().error, nextAttemptAt?: number): void {
    this.state.set({
      status: this.wasOnline ? 'reconnecting' : 'connecting',
      ...(error === undefined ? {} : { error }),
      ...(nextAttemptAt === undefined ? {} : { nextAttemptAt }),
      failures: this.failures,
    });
  }

  /** The device is back from sleep, or on a network again. */
  private wakeUp(): void {
    if (this.onlineAt !== undefined) this.liveness.doubt();
    else if (this.state.get().nextAttemptAt !== undefined) void this.attempt();
  }
}
