import { createContext, use } from 'react';

import type { RealtimeClient } from '../../../client/client.js';

/** The line to the server, for all parts of the administration. */
export interface AdminLink {
  readonly admin: RealtimeClient['admin'];
  /** Whether the server can be asked now. What is on the page stays there while it cannot. */
  readonly online: boolean;
}

export const AdminLinkContext = createContext<AdminLink | null>(null);

/** @throws Error outside the administration. */
export function useAdmin(): AdminLink {
  const link = use(AdminLinkContext);
  if (link === null) throw new Error('no administrator is signed in');
  return link;
}
