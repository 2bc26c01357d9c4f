import type { PendingMessage } from 'depth-realtime/client';
import type { ReactNode } from 'react';

import { useErrorText } from '../../errors/use-error-text.js';
import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { Icon } from '../../ui/icon.js';
import { playgroundTexts } from '../playground.texts.js';
import { Remedies } from '../remedies.js';
import styles from './conversation.module.css';
import { MessageBody } from './message-body.js';

/** A message of one's own that the server does not have yet, and why. */
export function PendingRow({ message }: { message: PendingMessage }): ReactNode {
  const text = useTexts(playgroundTexts);
  const explain = useErrorText();
  const format = useFormat();
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
          {error !== undefined && <span>{explain(error)}</span>}
        </p>
        {status === 'failed' && <Remedies clientId={clientId} />}
      </div>
    </article>
  );
}
