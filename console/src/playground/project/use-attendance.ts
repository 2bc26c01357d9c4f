import { useCallback, useState } from 'react';

/** Somebody came into a project's room, or left it. */
export interface Visit {
  readonly id: string;
  readonly userId: string;
  readonly came: boolean;
  /** When it was heard: ISO 8601. */
  readonly at: string;
}

const KEPT = 50;

/** The last comings and goings. They are not part of the project's stream: what happened while one was away is not told. */
export function useAttendance(): readonly [visits: readonly Visit[], note: (userId: string, came: boolean) => void] {
  const [visits, setVisits] = useState<readonly Visit[]>([]);
  const note = useCallback((userId: string, came: boolean) => {
    const at = new Date().toISOString();
    setVisits((known) => [...known, { id: `${at} ${userId}`, userId, came, at }].slice(-KEPT));
  }, []);
  return [visits, note];
}
