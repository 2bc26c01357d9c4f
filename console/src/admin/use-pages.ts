import { useCallback, useEffect, useRef, useState } from 'react';

import { type AdminLink, useAdmin } from './admin-link.js';
import { type Refusal, refusalOf } from './refusal.js';

/** A page of a long list, and where the next one begins. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
  /** Nodes that could not be asked. */
  readonly unreachable?: readonly string[];
}

/** A list that comes in pages, as far as it has been read. */
export interface Pages<T> {
  /** Null before the first answer. After a failure it is what was read before. */
  readonly items: readonly T[] | null;
  readonly unreachable: readonly string[];
  readonly more: boolean;
  readonly loading: boolean;
  readonly error: Refusal | null;
  readonly loadMore: () => void;
  readonly reload: () => void;
}

type Read<T> = (admin: AdminLink['admin'], cursor: string | undefined) => Promise<PageOf<T>>;

interface State<T> {
  readonly items: readonly T[] | null;
  readonly unreachable: readonly string[];
  readonly cursor: string | null;
  readonly error: Refusal | null;
}

const NOTHING = { items: null, unreachable: [], cursor: null, error: null } as const;

/**
 * Reads a list page by page, and anew when `key`, which names the question, changes or the line has been restored. An
 * answer that is overtaken by another question is dropped.
 */
export function usePages<T>(key: string, read: Read<T>): Pages<T> {
  const link = useAdmin();
  const [state, setState] = useState<State<T>>(NOTHING);
  const [loading, setLoading] = useState(true);
  const latest = useRef(0);
  const question = useRef(read);
  useEffect(() => {
    question.current = read;
  });
  const load = useCallback(
    async (cursor?: string) => {
      const turn = ++latest.current;
      setLoading(true);
      try {
        const page = await question.current(link.admin, cursor);
        if (turn !== latest.current) return;
        setState((before) => ({
          items: cursor === undefined ? page.items : [...(before.items ?? []), ...page.items],
          unreachable: [...new Set([...(cursor === undefined ? [] : before.unreachable), ...(page.unreachable ?? [])])],
          cursor: page.nextCursor,
          error: null,
        }));
      } catch (error) {
        if (turn !== latest.current) return;
        setState((before) => ({ ...before, error: refusalOf(error) }));
      }
      setLoading(false);
    },
    [link],
  );
  useEffect(() => {
    if (!link.online) return;
    void load();
    // `key` is in the list because another question starts the list anew.
  }, [link, load, key]);
  return {
    items: state.items,
    unreachable: state.unreachable,
    more: state.cursor !== null,
    loading,
    error: state.error,
    loadMore: () => {
      if (state.cursor !== null) void load(state.cursor);
    },
    reload: () => void load(),
  };
}
