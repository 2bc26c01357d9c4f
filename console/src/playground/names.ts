import { useCallback } from 'react';

import { useSettings } from '../server/settings.js';

/** What to call a user: those of the demo have names, of others only the id is known. */
export function useNameOf(): (userId: string) => string {
  const { demo } = useSettings();
  return useCallback((userId) => demo?.users.find(({ id }) => id === userId)?.displayName ?? userId, [demo]);
}
