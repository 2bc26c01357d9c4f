import { useConnection, usePresence } from 'depth-realtime/react';
import type { ReactNode } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { useNow } from '../../ui/use-now.js';
import { useNameOf } from '../names.js';
import { playgroundTexts } from '../playground.texts.js';
import styles from './members.module.css';
import { useMe } from './use-me.js';

/** The members of a room, each with whether they are here; without a connection nobody knows. */
export function MemberStrip({ userIds }: { userIds: readonly string[] }): ReactNode {
  const text = useTexts(playgroundTexts);
  const format = useFormat();
  const nameOf = useNameOf();
  const states = usePresence(userIds);
  const connected = useConnection().status === 'online';
  const me = useMe();
  const now = useNow(30_000);
  return (
    <ul className={styles['strip']} aria-label={text.members}>
      {userIds.map((userId) => {
        const state = connected ? states.get(userId) : undefined;
        const status = state?.status ?? 'unknown';
        const said = status === 'unknown' ? text.unknownPresence : text.presence[status];
        const seen =
          state?.status === 'offline' && state.lastSeenAt !== null
            ? format.ago(state.lastSeenAt, Math.max(now, Date.parse(state.lastSeenAt)))
            : undefined;
        return (
          <li key={userId} className={styles['member']}>
            <span className={styles['dot']} data-status={status} />
            <bdi>{nameOf(userId)}</bdi>
            <span className={styles['said']}>
              {userId === me ? text.you : seen === undefined ? said : text.lastSeen(seen)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
