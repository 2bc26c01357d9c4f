import { ANSWER_MS, renew, type RedisClient } from './redis-client.js';

/** How often the connection is tried. */
const HEARTBEAT_MS = 500;

/** Knows whether Redis answers. One that hangs is left, so that what is queued for it does not grow. */
export class RedisHeartbeat {
  private timer: NodeJS.Timeout | undefined;
  private trying = false;
  private answering = true;

  constructor(private readonly redis: RedisClient) {}

  /** Whether Redis answered the last heartbeat. While it does not, nothing should wait for it. */
  get available(): boolean {
    return this.redis.status === 'ready' && this.answering;
  }

  start(): void {
    this.timer = setInterval(() => void this.beat(), HEARTBEAT_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Whether Redis answers within a second. */
  async answers(): Promise<boolean> {
    if (this.redis.status !== 'ready') return false;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), ANSWER_MS);
    });
    try {
      return await Promise.race([this.redis.ping().then(() => true), late]);
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The new connection waits until Redis is ready. */
  private async beat(): Promise<void> {
    if (this.trying || this.redis.status !== 'ready') return;
    this.trying = true;
    this.answering = await this.answers();
    if (!this.answering) renew(this.redis);
    this.trying = false;
  }
}
