import type { OwnStatus } from 'depth-realtime/client';
import { RealtimeProvider } from 'depth-realtime/react';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';

import { useLocale } from '../../i18n/locale-context.js';
import type { Credentials } from '../../session/credentials.js';
import { AnnouncementStrip } from './announcement-strip.js';
import type { Part } from './part.js';
import type { Side } from './side.js';
import { FailureStrip } from './failure-strip.js';
import { PaneConnection } from './pane-connection.js';
import { PaneContext } from './pane-context.js';
import { PaneHeader } from './pane-header.js';
import { PaneParts } from './pane-parts.js';
import { useRooms } from './use-rooms.js';

export interface SignedInProps {
  side: Side;
  credentials: Credentials;
  /** Whether the connection is switched off. */
  cut: boolean;
  setCut: (cut: boolean) => void;
  onChange: (credentials: Credentials | null) => void;
}

/** Somebody who is signed in: their connection, and everything that they see through it. Others need a key of their own. */
export function SignedIn({ side, credentials, cut, setCut, onChange }: SignedInProps): ReactNode {
  const { locale } = useLocale();
  const [connection] = useState(() => new PaneConnection(side, credentials, locale));
  const client = useSyncExternalStore(connection.subscribe, connection.get);
  useEffect(() => connection.open(), [connection]);
  useEffect(() => {
    if (cut) client?.connection.disconnect();
    else client?.connection.connect();
  }, [client, cut]);
  const rooms = useRooms(side);
  const [part, show] = useState<Part>('conversation');
  const [missed, setMissed] = useState(0);
  const [shownAs, setShownAs] = useState<OwnStatus>('online');
  if (client === undefined) return null;
  return (
    <RealtimeProvider client={client}>
      <PaneContext
        value={{
          side,
          credentials,
          rooms,
          part,
          show,
          missed,
          addMissed: (count) => setMissed((sum) => sum + count),
          shownAs,
          setShownAs,
        }}
      >
        <PaneHeader
          cut={cut}
          setCut={(next) => {
            if (next) setMissed(0);
            setCut(next);
          }}
          onChange={onChange}
        />
        <FailureStrip />
        <AnnouncementStrip />
        <PaneParts />
      </PaneContext>
    </RealtimeProvider>
  );
}
