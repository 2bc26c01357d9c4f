import type { ReactNode } from 'react';

import { linkTo } from '../../app/route.js';
import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { Button } from '../../ui/button.js';
import { NodeName } from '../node-name.js';
import { useNow } from '../../ui/use-now.js';
import type { Ending } from './end-dialog.js';
import type { SessionSummary } from './group-sockets.js';
import styles from './sessions.module.css';
import { sessionsTexts } from './sessions.texts.js';

const NOW_MS = 10_000;

/** One connection: whose it is, where it comes from, in which rooms it is, and how to end it. */
export function SessionRow({ session, end }: { session: SessionSummary; end: (ending: Ending) => void }): ReactNode {
  const text = useTexts(sessionsTexts);
  const format = useFormat();
  const now = useNow(NOW_MS);
  const { userId, role, transport, ip, nodeId, connectedAt, sockets } = session;
  return (
    <li className={styles['session']}>
      <div className={styles['who']}>
        <h3 className={styles['user']}>
          <bdi>{userId}</bdi>
        </h3>
        <span className={styles['role']}>{role}</span>
        <span className={styles['origin']}>
          <bdi>{transport}</bdi> · <bdi>{ip}</bdi> · <NodeName id={nodeId} /> · {format.ago(connectedAt, now)}
        </span>
      </div>
      <ul className={styles['sockets']}>
        {sockets.map(({ socketId, namespace, rooms, roomCount }) => (
          <li key={socketId} className={styles['socket']}>
            <code className={styles['namespace']} dir="ltr">
              {namespace}
            </code>
            <span className={styles['rooms']}>
              {rooms.map((room) => (
                <a key={room} className={styles['room']} href={linkTo('admin', 'rooms', namespace, room)} dir="ltr">
                  {room}
                </a>
              ))}
              {roomCount > rooms.length && <span>{text.moreRooms(format.number(roomCount - rooms.length))}</span>}
              {roomCount === 0 && <span className={styles['none']}>{text.noRooms}</span>}
            </span>
            <Button
              size="small"
              variant="quiet"
              aria-label={text.disconnectSocket(namespace)}
              onClick={() => end({ action: 'disconnect', target: { socketId }, name: `${userId} ${namespace}` })}
            >
              {text.disconnect}
            </Button>
          </li>
        ))}
      </ul>
      <div className={styles['actions']}>
        <a className={styles['link']} href={linkTo('admin', 'log', userId)}>
          {text.watch}
        </a>
        <Button size="small" onClick={() => end({ action: 'disconnect', target: { userId }, name: userId })}>
          {text.disconnectUser}
        </Button>
        <Button size="small" variant="danger" onClick={() => end({ action: 'revoke', userId, name: userId })}>
          {text.revoke}
        </Button>
      </div>
    </li>
  );
}
