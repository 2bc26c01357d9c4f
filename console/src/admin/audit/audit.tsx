import type { ReactNode } from 'react';

import type { AuditEntry } from '../../../../src/admin/admin.protocol.js';
import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { Card } from '../card.js';
import { MoreButton } from '../more-button.js';
import { RefusalNote } from '../refusal-note.js';
import { usePages } from '../use-pages.js';
import styles from './audit.module.css';
import { auditTexts } from './audit.texts.js';

const PAGE = 50;

/** What administrators and other services have changed, the newest first. */
export function Audit(): ReactNode {
  const text = useTexts(auditTexts);
  const pages = usePages('audit', async (admin, cursor) => {
    const { entries, nextCursor } = await admin.audit({
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    return { items: entries, nextCursor };
  });
  return (
    <Card
      title={text.title}
      actions={
        <Button size="small" onClick={pages.reload} disabled={pages.loading}>
          {text.reload}
        </Button>
      }
    >
      {pages.error !== null && <RefusalNote refusal={pages.error} retry={pages.reload} />}
      {pages.items?.length === 0 && <EmptyState icon="clock" title={text.empty} />}
      <ul className={styles['list']} aria-busy={pages.loading}>
        {(pages.items ?? []).map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
      <MoreButton pages={pages} />
    </Card>
  );
}

function Entry({ entry }: { entry: AuditEntry }): ReactNode {
  const text = useTexts(auditTexts);
  const format = useFormat();
  const { at, actorId, action, target, reason, details } = entry;
  return (
    <li className={styles['entry']}>
      <time className={styles['time']} dateTime={at}>
        {format.dateTime(at)}
      </time>
      <p className={styles['what']}>
        <bdi className={styles['actor']}>{actorId}</bdi> <code dir="ltr">{action}</code>{' '}
        {target !== null && <bdi className={styles['target']}>{target}</bdi>}
      </p>
      {reason !== null && (
        <p className={styles['reason']} dir="auto">
          {reason}
        </p>
      )}
      {details !== null && (
        <details className={styles['details']}>
          <summary>{text.details}</summary>
          <pre dir="ltr">{JSON.stringify(details, null, 2)}</pre>
        </details>
      )}
    </li>
  );
}
