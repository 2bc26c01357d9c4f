import { type SubmitEvent, type ReactNode, useState } from 'react';

import { linkTo } from '../../app/route.js';
import { useTexts } from '../../i18n/texts.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { SelectField, TextField } from '../../ui/field.js';
import { Card } from '../card.js';
import formStyles from '../form.module.css';
import { MoreButton } from '../more-button.js';
import { type Namespace, NAMESPACES } from '../namespaces.js';
import { RefusalNote } from '../refusal-note.js';
import { UnreachableNote } from '../unreachable-note.js';
import { usePages } from '../use-pages.js';
import { type Ending, EndDialog } from './end-dialog.js';
import { groupSockets } from './group-sockets.js';
import { SessionRow } from './session-row.js';
import styles from './sessions.module.css';
import { sessionsTexts } from './sessions.texts.js';

const PAGE = 100;

type NamespaceChoice = '' | Namespace;

/** Who is connected, to be found by user, and to be disconnected or revoked. The user is in the page's address. */
export function Sessions({ userId }: { userId: string }): ReactNode {
  const text = useTexts(sessionsTexts);
  const [namespace, setNamespace] = useState<NamespaceChoice>('');
  const [ending, setEnding] = useState<Ending | null>(null);
  const filter = {
    ...(userId === '' ? {} : { userId }),
    ...(namespace === '' ? {} : { namespace }),
    limit: PAGE,
  };
  const pages = usePages(JSON.stringify(filter), async (admin, cursor) => {
    const { sockets, ...rest } = await admin.sockets({ ...filter, ...(cursor === undefined ? {} : { cursor }) });
    return { items: sockets, ...rest };
  });
  const sessions = groupSockets(pages.items ?? []);
  const search = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const wanted = new FormData(event.currentTarget).get('userId');
    location.hash = linkTo('admin', 'sessions', typeof wanted === 'string' ? wanted.trim() : '');
  };
  const ended = (): void => {
    setEnding(null);
    pages.reload();
  };
  return (
    <Card
      title={text.title}
      actions={
        <Button size="small" onClick={pages.reload} disabled={pages.loading}>
          {text.reload}
        </Button>
      }
    >
      <form className={formStyles['row']} role="search" onSubmit={search}>
        <TextField key={userId} label={text.user} name="userId" defaultValue={userId} dir="ltr" autoComplete="off" />
        <SelectField<NamespaceChoice>
          label={text.namespace}
          value={namespace}
          onChoose={setNamespace}
          options={[{ value: '', label: text.allNamespaces }, ...NAMESPACES.map((value) => ({ value, label: value }))]}
        />
        <Button type="submit" icon="search">
          {text.search}
        </Button>
      </form>
      <UnreachableNote nodes={pages.unreachable} />
      {pages.error !== null && <RefusalNote refusal={pages.error} retry={pages.reload} />}
      {pages.items?.length === 0 && <EmptyState icon="users" title={text.nobody} />}
      <ul className={styles['list']} aria-busy={pages.loading}>
        {sessions.map((session) => (
          <SessionRow key={`${session.nodeId} ${session.sessionId}`} session={session} end={setEnding} />
        ))}
      </ul>
      <MoreButton pages={pages} />
      {ending !== null && <EndDialog ending={ending} onClose={() => setEnding(null)} onEnded={ended} />}
    </Card>
  );
}
