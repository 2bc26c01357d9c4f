import type { UseConversation } from 'depth-realtime/react';
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { VListHandle } from 'virtua';

/** How the list of a conversation scrolls. */
export interface Scrolling {
  /** Whether the newest is in sight. */
  readonly atEnd: boolean;
  /** How many messages came while it was not. */
  readonly below: number;
  /** Whether this change put rows in front, or took some away there: the rows in sight then stay where they are. */
  readonly prepending: boolean;
  readonly onScroll: (offset: number) => void;
  readonly toEnd: () => void;
}

/** So near counts as at the end, and so near to the beginning asks for older messages; in CSS pixels. */
const NEAR_END = 40;
const NEAR_START = 400;

/** Follows the newest row while it is in sight, and loads older ones near the oldest. */
export function useScrolling(
  list: RefObject<VListHandle | null>,
  { conversation, messages, hasMore }: UseConversation,
  rowCount: number,
): Scrolling {
  const [atEnd, setAtEnd] = useState(true);
  const [leftAt, setLeftAt] = useState(0);
  const newest = messages.at(-1)?.seq ?? 0;
  const oldest = messages[0]?.seq;
  const [oldestBefore, setOldestBefore] = useState(oldest);
  const [prepending, setPrepending] = useState(false);
  if (oldest !== oldestBefore) {
    setOldestBefore(oldest);
    setPrepending(oldest !== undefined && oldestBefore !== undefined);
  }
  const following = useRef(true);
  const lastOffset = useRef(0);

  useLayoutEffect(() => {
    if (following.current && rowCount > 0) list.current?.scrollToIndex(rowCount - 1, { align: 'end' });
  }, [list, rowCount, newest]);

  const onScroll = (offset: number): void => {
    const { current } = list;
    if (current === null) return;
    // Rows that have just come move the end away before the list goes after it: only a step back is the reader's.
    const back = offset < lastOffset.current - 1;
    lastOffset.current = offset;
    const end = offset + current.viewportSize >= current.scrollSize - NEAR_END || (following.current && !back);
    following.current = end;
    if (end !== atEnd) {
      setAtEnd(end);
      setLeftAt(newest);
    }
    if (offset < NEAR_START && hasMore) void conversation?.loadOlder().catch(() => undefined);
  };
  return {
    atEnd,
    below: atEnd ? 0 : messages.filter(({ seq }) => seq > leftAt).length,
    prepending,
    onScroll,
    toEnd: () => {
      following.current = true;
      list.current?.scrollToIndex(rowCount - 1, { align: 'end' });
    },
  };
}
