import type { ReactNode } from 'react';

import { linkTo } from '../../app/route.js';
import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Card } from '../card.js';
import { MoreButton } from '../more-button.js';
import type { Namespace } from '../namespaces.js';
import { NodeName } from '../node-name.js';
import { RefusalNote } from '../refusal-note.js';
import { UnreachableNote } from '../unreachable-note.js';
import { useNow } from '../../ui/use-now.js';
import { usePages } from '../use-pages.js';
import styles from './rooms.module.css';
import { roomsTexts } from './rooms.texts.js';

const PAGE = 100;
const NOW_MS = 10_000;

/** The sockets that are in a room, on all nodes. */
export function RoomMembers({ namespace, room }: { namespace: Namespace; room: string }): ReactNode {
  const text = useTexts(roomsTexts);
  const format = useFormat();
  const now = useNow(NOW_MS);
  const pages = usePages(`${namespace} ${room}`, async (admin, cursor) => {
    const query = { namespace, room, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
    const { sockets, ...rest } = await admin.sockets(query);
    return { items: sockets, ...rest };
  });
  return (
    <Card
      title={text.membersOf(room)}
      actions={
        <Button size="small" onClick={pages.reload} disabled={pages.loading}>
          {text.reload}
        </Button>
      }
    >
      <UnreachableNote nodes={pages.unreachable} />
      {pages.error !== null && <RefusalNote refusal={pages.error} retry={pages.reload} />}
      {pages.items?.length === 0 && <EmptyState icon="user" title={text.empty} />}
      <ul className={styles['list']} aria-busy={pages.loading}>
        {(pages.items ?? []).map(({ socketId, userId, transport, nodeId, connectedAt }) => (
          <li key={socketId} className={styles['member']}>
            <a href={linkTo('admin', 'sessions', userId)}>
              <bdi>{userId}</bdi>
            </a>
            <span className={styles['origin']}>
              <bdi>{transport}</bdi> · <NodeName id={nodeId} /> · {format.ago(connectedAt, now)}
            </span>
          </li>
        ))}
      </ul>
      <MoreButton pages={pages} />
    </Card>
  );
}
