import type { RoomStatus } from 'depth-realtime/client';
import { useEffect, useMemo, useRef, useState } from 'react';

import { usePane } from './pane/pane-context.js';

/** What came while a room was being joined again: it happened while the connection was away. */
export interface Missed {
  /** The ids of what was caught up last. */
  readonly ids: ReadonlySet<string>;
  /** Something came. */
  readonly note: (id: string) => void;
  /** The room's state changed. */
  readonly status: (status: RoomStatus) => void;
}

/**
 * Tells what was caught up from what came live. The client hands on what was missed before it says that the room is
 * joined again, so whatever comes between is what was missed.
 */
export function useMissed(): Missed {
  const { addMissed } = usePane();
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const caught = useRef<Set<string> | undefined>(undefined);
  const tell = useRef(addMissed);
  useEffect(() => {
    tell.current = addMissed;
  }, [addMissed]);
  return useMemo(
    () => ({
      ids,
      note: (id) => caught.current?.add(id),
      status: (status) => {
        if (status === 'rejoining') caught.current ??= new Set();
        else if (status === 'joined' && caught.current !== undefined) {
          setIds(caught.current);
          tell.current(caught.current.size);
          caught.current = undefined;
        }
      },
    }),
    [ids],
  );
}
