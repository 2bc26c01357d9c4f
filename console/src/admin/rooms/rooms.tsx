import { type ReactNode, useState } from 'react';

import { linkTo } from '../../app/route.js';
import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { SelectField } from '../../ui/field.js';
import { Card } from '../card.js';
import formStyles from '../form.module.css';
import { MoreButton } from '../more-button.js';
import { type Namespace, NAMESPACES } from '../namespaces.js';
import { RefusalNote } from '../refusal-note.js';
import { UnreachableNote } from '../unreachable-note.js';
import { usePages } from '../use-pages.js';
import { RoomMembers } from './room-members.js';
import styles from './rooms.module.css';
import { roomsTexts } from './rooms.texts.js';

const PAGE = 100;

type NamespaceChoice = '' | Namespace;

/** The rooms, how many sockets are in each, and who they are in the one that the page's address names. */
export function Rooms({ namespace: chosenIn, room: chosen }: { namespace: string; room: string }): ReactNode {
  const text = useTexts(roomsTexts);
  const format = useFormat();
  const [namespace, setNamespace] = useState<NamespaceChoice>('');
  const filter = { ...(namespace === '' ? {} : { namespace }), limit: PAGE };
  const pages = usePages(JSON.stringify(filter), async (admin, cursor) => {
    const { rooms, ...rest } = await admin.rooms({ ...filter, ...(cursor === undefined ? {} : { cursor }) });
    return { items: rooms, ...rest };
  });
  const open = NAMESPACES.find((each) => each === chosenIn);
  return (
    <div className={styles['columns']}>
      <Card
        title={text.title}
        actions={
          <Button size="small" onClick={pages.reload} disabled={pages.loading}>
            {text.reload}
          </Button>
        }
      >
        <div className={formStyles['stack']}>
          <SelectField<NamespaceChoice>
            label={text.namespace}
            value={namespace}
            onChoose={setNamespace}
            options={[
              { value: '', label: text.allNamespaces },
              ...NAMESPACES.map((value) => ({ value, label: value })),
            ]}
          />
        </div>
        <UnreachableNote nodes={pages.unreachable} />
        {pages.error !== null && <RefusalNote refusal={pages.error} retry={pages.reload} />}
        {pages.items?.length === 0 && <EmptyState icon="users" title={text.none} />}
        <ul className={styles['list']} aria-busy={pages.loading}>
          {(pages.items ?? []).map(({ namespace: at, room, sockets }) => (
            <li key={`${at} ${room}`}>
              <a
                className={styles['room']}
                href={linkTo('admin', 'rooms', at, room)}
                aria-current={at === chosenIn && room === chosen ? 'true' : undefined}
              >
                <span className={styles['name']} dir="ltr">
                  {room}
                </span>
                <span className={styles['namespace']} dir="ltr">
                  {at}
                </span>
                <span className={styles['count']}>{text.sockets(sockets, format.number(sockets))}</span>
              </a>
            </li>
          ))}
        </ul>
        <MoreButton pages={pages} />
      </Card>
      {open !== undefined && chosen !== '' && <RoomMembers key={`${open} ${chosen}`} namespace={open} room={chosen} />}
    </div>
  );
}
