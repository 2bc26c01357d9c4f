import type { ProjectStatus } from 'depth-realtime/client';

/** Every status, in the order in which a project usually goes through them. */
export const PROJECT_STATUS_ORDER = [
  'draft',
  'planned',
  'in_progress',
  'review',
  'on_hold',
  'completed',
  'cancelled',
] as const satisfies readonly ProjectStatus[];
