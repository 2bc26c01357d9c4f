/** How Redis is: `off` when none is configured, `degraded` when this node cannot reach it and works on its own. */
export type RedisState = 'up' | 'degraded' | 'off';

/** The port through which the health report asks for Redis. Whoever owns the connection implements it. */
export abstract class RedisProbe {
  /** May reject or hang; both are reported as `degraded`. */
  abstract ping(): Promise<RedisState>;
}
