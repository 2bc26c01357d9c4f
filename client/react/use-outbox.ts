import { useSyncExternalStore } from 'react';

import type { OutboxItem } from '../core/outbox.js';
import { useRealtimeClient } from './realtime-context.js';

/** What was written anywhere in the application and is not on the server yet. */
export function useOutbox(): readonly OutboxItem[] {
  const { items } = useRealtimeClient().outbox;
  return useSyncExternalStore(items.subscribe, items.get, items.get);
}
