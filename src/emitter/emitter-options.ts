import { parseRedisUrl } from '../config/redis-url.js';

export interface NotificationEmitterOptions {
  /** The PostgreSQL database of the server, such as `postgres://user:password@host/depth`. */
  readonly databaseUrl: string;
  /**
   * The Redis of the server, in any of the forms of `REDIS_URL`. Without it, and while it is away, PostgreSQL tells the
   * nodes itself.
   */
  readonly redisUrl?: string | undefined;
  /** The most connections of PostgreSQL that this process takes, 1 to 100; the tests of this package use the default, 4. */
  readonly maxConnections?: number | undefined;
  /**
   * Which of these users exist, where users are not in the server's own database but in that of your platform. Must settle
   * in time: an emission as a whole has five seconds. Default: the users of the server's database.
   */
  readonly findUsers?: ((userIds: readonly string[]) => Promise<Iterable<string>>) | undefined;
}

const MAX_CONNECTIONS = 100;
const DEFAULT_CONNECTIONS = 4;

/** Returns how many connections to take. @throws TypeError that names the wrong option and holds no value of it. */
export function checkOptions({ databaseUrl, redisUrl, maxConnections, findUsers }: NotificationEmitterOptions): number {
  if (typeof databaseUrl !== 'string' || !/^postgres(ql)?:\/\//.test(databaseUrl) || !URL.canParse(databaseUrl)) {
    throw wrong('databaseUrl', 'must be a URL such as postgres://user:password@host:5432/database');
  }
  if (redisUrl !== undefined && parseRedisUrl(redisUrl) === undefined) {
    throw wrong('redisUrl', 'must be a URL such as redis://host:6379, or be left out');
  }
  const connections = maxConnections ?? DEFAULT_CONNECTIONS;
  if (!Number.isInteger(connections) || connections < 1 || connections > MAX_CONNECTIONS) {
    throw wrong('maxConnections', `must be a whole number from 1 to ${MAX_CONNECTIONS}`);
  }
  if (findUsers !== undefined && typeof findUsers !== 'function') throw wrong('findUsers', 'must be a function');
  return connections;
}

function wrong(option: keyof NotificationEmitterOptions, rule: string): TypeError {
  return new TypeError(`NotificationEmitterModule: ${option} ${rule}`);
}
