import type { UseConversation } from 'depth-realtime/react';
import { type RefObject, useState } from 'react';
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

/** Follows the newest message while it is in sight, and loads older ones near the oldest. */
export function useScrolling(
  list: RefObject<VListHandle | null>,
  frame: RefObject<HTMLElement | null>,
  { conversation, messages, hasMore }: UseConversation,
  rowCount: number,
): Scrolling {
  const newest = messages.at(-1)?.seq ?? 0;
  const oldest = messages[0]?.seq;
  const following = useFollowing(list, frame, rowCount, newest);
  const [seen, setSeen] = useState({ oldest, newest, prepending: false });
  if (oldest !== seen.oldest || (following.atEnd && newest !== seen.newest)) {
    setSeen({
      oldest,
      newest: following.atEnd ? newest : seen.newest,
      prepending: oldest !== seen.oldest && oldest !== undefined && seen.oldest !== undefined,
    });
  }
  return {
    ...following,
    below: following.atEnd ? 0 : messages.length - 1 - messages.findLastIndex(({ seq }) => seq <= seen.newest),
    prepending: seen.prepending,
    onScroll: (offset) => {
      following.onScroll(offset);
      if (offset < NEAR_START && hasMore) void conversation?.loadOlder().catch(() => undefined);
    },
  };
}
