import { useRealtimeClient } from 'depth-realtime/react';
import { useSyncExternalStore } from 'react';

/** Who the server takes this pane for; undefined before it was asked. */
export function useMe(): string | undefined {
  const { current } = useRealtimeClient().session;
  return useSyncExternalStore(current.subscribe, current.get)?.userId;
}
