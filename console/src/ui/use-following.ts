import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { VListHandle } from 'virtua';

/** A list that follows its newest row. */
export interface Following {
  /** Whether the newest row is in sight, or the list is on its way to it. */
  readonly atEnd: boolean;
  readonly onScroll: (offset: number) => void;
  readonly toEnd: () => void;
  /** To the oldest row, which leaves the newest. */
  readonly toStart: () => void;
}

/** So near counts as at the end, in CSS pixels. */
const NEAR_END = 40;
/** How long after somebody touched the list its movement is theirs, in milliseconds. */
const TOUCH_MS = 700;
const TOUCHES = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

/**
 * Keeps the last row of a list in sight, as rows come and as the list changes its size, until somebody scrolls away from
 * it. What the browser moves by itself, as when rows go or the list shrinks, does not count as somebody.
 */
export function useFollowing(
  list: RefObject<VListHandle | null>,
  frame: RefObject<HTMLElement | null>,
  rowCount: number,
  newest: unknown,
): Following {
  const [atEnd, setAtEnd] = useState(true);
  const following = useRef(true);
  const touchedAt = useRef(0);
  const last = useRef(rowCount);
  useLayoutEffect(() => {
    last.current = rowCount;
    if (following.current && rowCount > 0) list.current?.scrollToIndex(rowCount - 1, { align: 'end' });
  }, [list, rowCount, newest]);
  useEffect(() => {
    const { current: element } = frame;
    if (element === null) return undefined;
    const touched = (): void => {
      touchedAt.current = performance.now();
    };
    for (const touch of TOUCHES) element.addEventListener(touch, touched, { passive: true });
    const sizes = new ResizeObserver(() => {
      if (following.current) list.current?.scrollToIndex(last.current - 1, { align: 'end' });
    });
    sizes.observe(element);
    return () => {
      for (const touch of TOUCHES) element.removeEventListener(touch, touched);
      sizes.disconnect();
    };
  }, [frame, list]);

  const follow = (next: boolean): void => {
    following.current = next;
    setAtEnd(next);
  };
  return {
    atEnd,
    onScroll: (offset) => {
      const { current } = list;
      if (current === null) return;
      if (offset + current.viewportSize >= current.scrollSize - NEAR_END) follow(true);
      else if (performance.now() - touchedAt.current < TOUCH_MS) follow(false);
    },
    toStart: () => {
      follow(false);
      list.current?.scrollToIndex(0);
    },
    toEnd: () => {
      follow(true);
      list.current?.scrollToIndex(rowCount - 1, { align: 'end' });
    },
  };
}
