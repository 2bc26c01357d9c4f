import type { OwnStatus } from 'depth-realtime/client';
import { createContext, use } from 'react';

import type { Credentials } from '../../session/credentials.js';
import type { Part } from './part.js';
import type { Side } from './side.js';
import type { Rooms } from './use-rooms.js';

/** What everything in a pane may need to know of it. */
export interface PaneFacts {
  readonly side: Side;
  readonly credentials: Credentials;
  readonly rooms: Rooms;
  /** What the pane shows, and how to show something else. */
  readonly part: Part;
  readonly show: (part: Part) => void;
  /** How many events the last catch-up brought. */
  readonly missed: number;
  readonly addMissed: (count: number) => void;
  /** How the user has chosen to be shown to others. */
  readonly shownAs: OwnStatus;
  readonly setShownAs: (status: OwnStatus) => void;
}

export const PaneContext = createContext<PaneFacts | undefined>(undefined);

/** @throws Error outside of a pane. */
export function usePane(): PaneFacts {
  const facts = use(PaneContext);
  if (facts === undefined) throw new Error('there is no pane around this');
  return facts;
}
