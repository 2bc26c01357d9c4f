import type { RealtimeError, RoomStatus } from 'depth-realtime/client';
import type { ReactNode } from 'react';

import { useErrorText } from '../errors/use-error-text.js';
import { useTexts } from '../i18n/texts.js';
import { EmptyState } from '../ui/empty-state.js';
import { playgroundTexts } from './playground.texts.js';

export interface RoomGateProps {
  status: RoomStatus;
  error: RealtimeError | undefined;
  children: ReactNode;
}

/** Shows what is in a room to who is, or was, in it; to others why they are not. */
export function RoomGate({ status, error, children }: RoomGateProps): ReactNode {
  const text = useTexts(playgroundTexts);
  const explain = useErrorText();
  switch (status) {
    case 'refused':
      return (
        <EmptyState icon="alert" title={text.refused}>
          {error !== undefined && <p>{explain(error)}</p>}
        </EmptyState>
      );
    case 'revoked':
      return <EmptyState icon="alert" title={text.revoked} />;
    case 'joining':
    case 'joined':
    case 'rejoining':
    case 'left':
      return children;
  }
}
