import { useSyncExternalStore } from 'react';

import type { ConnectionState } from '../core/connection.js';
import { useRealtimeClient } from './realtime-context.js';

/** The state of the connection, for a status line. */
export function useConnection(): ConnectionState {
  const { state } = useRealtimeClient().connection;
  return useSyncExternalStore(state.subscribe, state.get, state.get);
}
