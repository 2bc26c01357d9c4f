import type { UseConversation } from 'depth-realtime/react';
import { type RefObject, useEffect, useEffectEvent, useState } from 'react';
import type { VListHandle } from 'virtua';

import { type Following, useFollowing } from '../../ui/use-following.js';

/** How the list of a conversation scrolls. */
export interface Scrolling extends Following {
  /** How many messages came while the newest was out of sight. */
  readonly below: number;
  /** Whether this change put rows in front, or took some away there: the rows in sight then stay where they are. */
  readonly prepending: boolean;
}

/** So near to the beginning older messages are asked for, in CSS pixels. */
const NEAR_START = 400;

/** Follows the newest message while it is in sight, goes to it when one writes, and loads older ones near the oldest. */
export function useScrolling(
  list: RefObject<VListHandle | null>,
  frame: RefObject<HTMLElement | null>,
  { conversation, messages, hasMore, newer }: UseConversation,
  rowCount: number,
  written: number,
): Scrolling {
  const newest = messages.at(-1)?.seq ?? 0;
  const oldest = messages[0]?.seq;
  const following = useFollowing(list, frame, rowCount, newest);
  useEffect(() => {
    // What one reads stays, however much is written meanwhile.
    conversation?.hold(!following.atEnd);
  }, [conversation, following.atEnd]);
  const onWritten = useEffectEvent(following.toEnd);
  useEffect(() => {
    if (written > 0) onWritten();
  }, [written]);
  const [seen, setSeen] = useState(newest);
  if (following.atEnd && newest !== seen) setSeen(newest);
  const prepending = usePrepending(oldest, rowCount);
  return {
    ...following,
    below: following.atEnd ? 0 : messages.length - 1 - messages.findLastIndex(({ seq }) => seq <= seen) + newer,
    prepending,
    onScroll: (offset) => {
      following.onScroll(offset);
      if (offset < NEAR_START && hasMore) void conversation?.loadOlder().catch(() => undefined);
    },
  };
}

/** Whether the last change of the rows was one in front. */
function usePrepending(oldest: number | undefined, rowCount: number): boolean {
  const [last, setLast] = useState({ oldest, rowCount, prepending: false });
  if (oldest !== last.oldest || rowCount !== last.rowCount) {
    const prepending = oldest !== last.oldest && oldest !== undefined && last.oldest !== undefined;
    setLast({ oldest, rowCount, prepending });
  }
  return last.prepending;
}
