import { useEffect, useState, useSyncExternalStore } from 'react';

import type { Unsubscribe } from '../core/emitter.js';
import type { RealtimeClient } from '../client.js';
import type { Readable } from '../core/value.js';
import { useRealtimeClient } from './realtime-context.js';
import { useLatest } from './use-latest.js';

/** An open room, as far as the hooks use it. */
interface Handle<State, Events> {
  readonly state: Readable<State>;
  on<E extends keyof Events>(event: E, handler: (data: Events[E]) => void): Unsubscribe;
  leave(): Promise<void>;
}

/** Handlers by event; they may be new functions with each render. */
export type Handlers<Events> = { readonly [E in keyof Events]?: (data: Events[E]) => void };

interface Opened<H> {
  readonly client: RealtimeClient;
  readonly key: string;
  readonly handle: H;
}

const never = (): Unsubscribe => () => undefined;

/**
 * Keeps a handle open while the component is shown, and opens another when `key` changes. Undefined for the first render,
 * before anything may be opened: what a render opens, nobody would close if it is thrown away.
 */
export function useHandle<State, Events extends object, H extends Handle<State, Events>>(
  open: (client: RealtimeClient) => H,
  key: string,
  handlers: Handlers<Events>,
): readonly [handle: H | undefined, state: State | undefined] {
  const client = useRealtimeClient();
  const [opened, setOpened] = useState<Opened<H>>();
  const latest = useLatest({ open, handlers });
  useEffect(() => {
    const handle = latest.current.open(client);
    for (const event of Object.keys(latest.current.handlers) as (keyof Events)[]) {
      handle.on(event, (data) => latest.current.handlers[event]?.(data));
    }
    setOpened({ client, key, handle });
    return () => void handle.leave();
  }, [latest, client, key]);
  // Never the state of another room.
  const handle = opened?.client === client && opened.key === key ? opened.handle : undefined;
  const state = useSyncExternalStore<State | undefined>(
    handle?.state.subscribe ?? never,
    () => handle?.state.get(),
    () => undefined,
  );
  return [handle, state];
}
