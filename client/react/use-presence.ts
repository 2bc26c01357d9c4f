import { useEffect, useSyncExternalStore } from 'react';

import type { PresenceState } from '../../src/general/general.protocol.js';
import { useRealtimeClient } from './realtime-context.js';

/** Watches users while the component is shown. A user of whom nothing is known yet is missing; others may be there too. */
export function usePresence(userIds: readonly string[]): ReadonlyMap<string, PresenceState> {
  const { presence } = useRealtimeClient();
  // Ids have no comma; a new array with the same ids is the same to us.
  const ids = [...userIds].sort().join(',');
  useEffect(() => presence.watch(ids === '' ? [] : ids.split(',')).stop, [presence, ids]);
  return useSyncExternalStore(presence.state.subscribe, presence.state.get, presence.state.get);
}
