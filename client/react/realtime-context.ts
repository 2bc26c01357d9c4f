import { createContext, createElement, useContext, type ReactElement, type ReactNode } from 'react';

import type { RealtimeClient } from '../client.js';

const RealtimeContext = createContext<RealtimeClient | undefined>(undefined);

export interface RealtimeProviderProps {
  /** Made once, outside of components: the provider neither opens nor closes it. */
  readonly client: RealtimeClient;
  readonly children?: ReactNode;
}

/** Gives the client to the hooks below it. */
export function RealtimeProvider({ client, children }: RealtimeProviderProps): ReactElement {
  // Not the context itself: React 18 takes that for its consumer.
  return createElement(RealtimeContext.Provider, { value: client }, children);
}

/** The client of the nearest {@link RealtimeProvider}. @throws Error when there is none. */
export function useRealtimeClient(): RealtimeClient {
  const client = useContext(RealtimeContext);
  if (client === undefined) throw new Error('There is no RealtimeProvider above this component');
  return client;
}
