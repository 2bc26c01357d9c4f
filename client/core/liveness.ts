/** What {@link Liveness} asks of a connection. */
export interface Pulse {
  /** Whether an answer is owed. */
  readonly owed: () => boolean;
  /** Sends something that the server must answer. */
  readonly probe: () => void;
  /** The connection is dead. */
  readonly dead: () => void;
}

/**
 * Finds out that a connection is dead though nobody closed it: a network that swallows everything, as after a change of
 * networks or a laptop's sleep. Socket.IO itself notices after `pingInterval + pingTimeout`, 85 s by default.
 *
 * Costs nothing while the server is heard. When it is silent for longer than an answer may take, or than its own pings
 * are apart, it is asked for a sign of life.
 */
export class Liveness {
  private timer: ReturnType<typeof setInterval> | undefined;
  private lastHeard = 0;
  private probedAt: number | undefined;

  constructor(
    private readonly replyTimeoutMs: number,
    private readonly pulse: Pulse,
  ) {}

  start(pingIntervalMs: number): void {
    this.stop();
    this.heard();
    this.timer = setInterval(() => this.check(pingIntervalMs), this.replyTimeoutMs / 5);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Something came from the server. */
  heard(): void {
    this.lastHeard = Date.now();
    this.probedAt = undefined;
  }

  /** Asks at once, because something has happened that often ends connections. Does nothing while there is none. */
  doubt(): void {
    if (this.timer === undefined || this.probedAt !== undefined) return;
    this.probedAt = Date.now();
    this.pulse.probe();
  }

  private check(pingIntervalMs: number): void {
    const now = Date.now();
    if (this.probedAt !== undefined) {
      if (now - this.probedAt > this.replyTimeoutMs) this.pulse.dead();
      return;
    }
    const patience = this.replyTimeoutMs + (this.pulse.owed() ? 0 : pingIntervalMs);
    if (now - this.lastHeard > patience) this.doubt();
  }
}
