import { setTimeout as wait } from 'node:timers/promises';
import type { Child } from './child.js';

/** The load balancers that a cluster can have, each with its configuration in `deploy/`. The best first. */
export const BALANCERS = ['haproxy', 'nginx'] as const;

export type BalancerName = (typeof BALANCERS)[number];

export interface BalancerOptions {
  /** The ports on 127.0.0.1 of what it stands in front of, which may come and go. At least one must be ready. */
  readonly nodePorts: readonly number[];
  /** Default: a free one. */
  readonly port?: number | undefined;
  readonly logFile?: string | undefined;
}

/** A running load balancer. */
export interface Balancer {
  readonly name: BalancerName;
  /** Where clients connect. */
  readonly url: string;
  /** What it has said so far. */
  output(): string;
  /** Ends it, and removes what it has written. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 10_000;

/** Resolves when the balancer sends requests to a node, of which it prints nothing. */
export async function untilBalancing(name: BalancerName, child: Child, url: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    // Refused until it listens, an error of the server until it has found a node.
    const { ok, status } = await fetch(`${url}/balancer`).catch(() => ({ ok: false, status: 'refused' }));
    if (!child.running || (!ok && Date.now() > deadline)) {
      throw new Error(`${name} is not ready (${status}); its output ends with:\n${child.output().slice(-4000)}`);
    }
    if (ok) return;
    await wait(50);
  }
}

/** The text with `pattern`, one line of it or all that are like it, replaced. Fails when there is none. */
export function replaceLines(text: string, pattern: RegExp, replacement: string): string {
  const replaced = text.replace(pattern, replacement);
  if (replaced === text) throw new Error(`the configuration in deploy/ has lost the line ${String(pattern)}`);
  return replaced;
}
