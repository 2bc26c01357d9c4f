import { NAMESPACES, type Namespace } from '../realtime/sockets/room.js';
import type { CommandCounts, Durations, NodeReport, Stats } from './admin.protocol.js';

/** The numbers of all nodes together. How many users there are is not their sum: one may be on several. */
export function statsOf(reports: readonly NodeReport[], users: number): Stats {
  const sum = (pick: (report: NodeReport) => number): number =>
    reports.reduce((total, report) => total + pick(report), 0);
  const largest = (pick: (report: NodeReport) => number): number => Math.max(0, ...reports.map(pick));
  const byNamespace = NAMESPACES.map(
    (name) => [name, sum(({ connections }) => connections.byNamespace[name])] as const,
  );
  return {
    at: new Date().toISOString(),
    nodes: reports.length,
    staleNodes: reports.filter(({ stale }) => stale).length,
    connections: {
      total: sum(({ connections }) => connections.total),
      byNamespace: Object.fromEntries(byNamespace) as Record<Namespace, number>,
    },
    users,
    rooms: sum(({ rooms }) => rooms),
    streams: sum(({ streams }) => streams),
    commands: {
      perSecond: sum(({ commands }) => commands.perSecond),
      byOutcome: outcomesOf(reports),
      durationMs: slowest(reports),
      ok: sum(({ commands }) => commands.ok),
      failed: sum(({ commands }) => commands.failed),
    },
    rateLimited: sum(({ rateLimited }) => rateLimited),
    outboundBytes: sum(({ outboundBytes }) => outboundBytes),
    eventLoopDelayMs: {
      mean: largest(({ eventLoopDelayMs }) => eventLoopDelayMs.mean),
      p99: largest(({ eventLoopDelayMs }) => eventLoopDelayMs.p99),
    },
    memory: { rss: sum(({ memory }) => memory.rss), heapUsed: sum(({ memory }) => memory.heapUsed) },
    uptimeSeconds: largest(({ uptimeSeconds }) => uptimeSeconds),
  };
}

function outcomesOf(reports: readonly NodeReport[]): CommandCounts['byOutcome'] {
  const totals = new Map<string, number>();
  for (const { commands } of reports) {
    for (const [outcome, count] of Object.entries(commands.byOutcome)) {
      totals.set(outcome, (totals.get(outcome) ?? 0) + count);
    }
  }
  return Object.fromEntries(totals);
}

function slowest(reports: readonly NodeReport[]): Durations | null {
  const durations = reports.flatMap(({ commands }) => commands.durationMs ?? []);
  if (durations.length === 0) return null;
  return {
    p50: Math.max(...durations.map(({ p50 }) => p50)),
    p99: Math.max(...durations.map(({ p99 }) => p99)),
  };
}
