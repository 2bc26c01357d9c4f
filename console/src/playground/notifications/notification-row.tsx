import type { Inbox, Notification } from 'depth-realtime/client';
import { memo, type ReactNode } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { IconButton } from '../../ui/button.js';
import { playgroundTexts } from '../playground.texts.js';
import styles from './notifications.module.css';

export interface NotificationRowProps {
  notification: Notification;
  missed: boolean;
  inbox: Inbox | undefined;
}

/** One notification. */
export const NotificationRow = memo(function NotificationRow({
  notification,
  missed,
  inbox,
}: NotificationRowProps): ReactNode {
  const text = useTexts(playgroundTexts);
  const format = useFormat();
  const { id, title, body, createdAt, readAt, type, seq } = notification;
  return (
    <article className={styles['row']} data-unread={readAt === null || undefined} data-missed={missed || undefined}>
      <div className={styles['told']}>
        <h3 className={styles['title']} dir="auto">
          {readAt === null && <span className="visually-hidden">{text.isUnread} </span>}
          {title}
        </h3>
        <p dir="auto" className={styles['body']}>
          {body}
        </p>
        <p className={styles['meta']}>
          {missed && (
            <span className={styles['missed']} title={text.missedHint}>
              {text.missed}
            </span>
          )}
          <time dateTime={createdAt}>{format.dateTime(createdAt)}</time>
          <span className={styles['type']} dir="ltr">
            {`${type} #${seq}`}
          </span>
        </p>
      </div>
      {readAt === null && (
        <IconButton
          icon="check"
          label={text.markRead}
          size="small"
          onClick={() => void inbox?.read(id).catch(() => undefined)}
        />
      )}
    </article>
  );
});
