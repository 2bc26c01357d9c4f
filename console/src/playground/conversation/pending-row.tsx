import type { PendingMessage } from 'depth-realtime/client';
import { useRealtimeClient } from 'depth-realtime/react';
import type { ReactNode } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { Button } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { playgroundTexts } from '../playground.texts.js';
import styles from './conversation.module.css';
import { MessageBody } from './message-body.js';

/** A message of one's own that the server does not have yet, and why. */
export function PendingRow({ message }: { message: PendingMessage }): ReactNode {
  const text = useTexts(playgroundTexts);
  const format = useFormat();
  const { outbox } = useRealtimeClient();
  const { clientId, status, error, createdAt } = message;
  return (
    <article className={styles['row']} data-own data-first data-pending={status}>
      <div className={styles['face']} />
      <div className={styles['column']}>
        <div className={styles['bubble']}>
          <MessageBody message={message} />
        </div>
        <p className={styles['meta']}>
          <time dateTime={createdAt}>{format.time(createdAt)}</time>
          <span className={styles['pending']} data-status={status}>
            <Icon name={status === 'failed' ? 'alert' : 'clock'} />
            {text.statuses[status]}
          </span>
          {error !== undefined && <span>{error.message}</span>}
        </p>
        {status === 'failed' && (
          <p className={styles['remedies']}>
            <Button size="small" onClick={() => outbox.retry(clientId)}>
              {text.retry}
            </Button>
            <Button size="small" variant="quiet" onClick={() => outbox.discard(clientId)}>
              {text.discard}
            </Button>
          </p>
        )}
      </div>
    </article>
  );
}
