import { useEffect, useSyncExternalStore } from 'react';

import type { NodeReport, Stats } from '../../../../src/admin/admin.protocol.js';
import { type AdminLink, useAdmin } from '../admin-link.js';

/** How far back the charts go, in seconds; there is one sample a second. */
export const WINDOW_SECONDS = 300;

const NODES_MS = 2000;

/** What has been told of the service since this page was opened. */
export interface LiveNumbers {
  /** One a second, the oldest first, at most {@link WINDOW_SECONDS} of them. */
  readonly history: readonly Stats[];
  /** Null until they have been told. */
  readonly nodes: readonly NodeReport[] | null;
}

/** Keeps the live numbers of the last minutes, also while another part of the administration shows. */
export class LiveStats {
  private numbers: LiveNumbers = { history: [], nodes: null };
  private readonly listeners = new Set<() => void>();

  /** Follows the numbers over this line, until the returned function is called. */
  follow(admin: AdminLink['admin']): () => void {
    const stop = admin.watchStats((stats) => this.take(stats));
    const ask = (): void => {
      admin.nodes().then(
        (nodes) => this.set({ nodes }),
        // Nothing to do: the numbers stay as they were, the line says whether it is there, and they are asked again.
        () => undefined,
      );
    };
    ask();
    const timer = setInterval(ask, NODES_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
  }

  readonly snapshot = (): LiveNumbers => this.numbers;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private take(stats: Stats): void {
    this.set({ history: [...this.numbers.history, stats].slice(-WINDOW_SECONDS) });
  }

  private set(change: Partial<LiveNumbers>): void {
    this.numbers = { ...this.numbers, ...change };
    for (const listener of this.listeners) listener();
  }
}

/** Keeps the numbers coming while the component is there. */
export function useFollowing(stats: LiveStats): void {
  const { admin } = useAdmin();
  useEffect(() => stats.follow(admin), [stats, admin]);
}

/** The live numbers as they are now. */
export function useLiveNumbers(stats: LiveStats): LiveNumbers {
  return useSyncExternalStore(stats.subscribe, stats.snapshot);
}
