import type { OutboxItem, ProjectEntry, ProjectRecord } from 'depth-realtime/client';

import type { Visit } from './use-attendance.js';

/** A line of the activity. */
export type ActivityEntry =
  | { readonly kind: 'record'; readonly id: string; readonly at: string; readonly record: ProjectRecord }
  | { readonly kind: 'visit'; readonly id: string; readonly at: string; readonly visit: Visit }
  | { readonly kind: 'pending'; readonly id: string; readonly at: string; readonly item: OutboxItem };

/** Everything in the order of time; records keep the order of the stream, and what waits comes last. */
export function activityOf(
  records: readonly ProjectEntry[],
  pending: readonly OutboxItem[],
  visits: readonly Visit[],
): ActivityEntry[] {
  const done = records.map(({ data }): ActivityEntry => ({
    kind: 'record',
    id: data.id,
    at: data.createdAt,
    record: data,
  }));
  const seen = visits.map((visit): ActivityEntry => ({ kind: 'visit', id: visit.id, at: visit.at, visit }));
  const waiting = pending.map((item): ActivityEntry => ({
    kind: 'pending',
    id: item.id,
    at: new Date(item.createdAt).toISOString(),
    item,
  }));
  return [...[...done, ...seen].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)), ...waiting];
}
