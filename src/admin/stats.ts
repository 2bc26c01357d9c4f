import { NAMESPACES, type Namespace } from '../realtime/sockets/room.js';
import type { NodeReport, Stats } from './admin.protocol.js';

/** The numbers of all nodes together. */
export function statsOf(reports: readonly NodeReport[]): Stats {
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
    users: sum(({ users }) => users),
    rooms: sum(({ rooms }) => rooms),
    streams: sum(({ streams }) => streams),
    commands: {
      perSecond: sum(({ commands }) => commands.perSecond),
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
