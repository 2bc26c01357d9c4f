import type { Notification } from 'depth-realtime/client';
import type { UseNotifications } from 'depth-realtime/react';
import { type ReactNode, useState } from 'react';
import { VList } from 'virtua';

import { useTexts } from '../../i18n/texts.js';
import { useSettings } from '../../server/settings.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { playgroundTexts } from '../playground.texts.js';
import { RoomGate } from '../room-gate.js';
import { NotificationForm } from './notification-form.js';
import { NotificationRow } from './notification-row.js';
import styles from './notifications.module.css';

export interface NotificationsPanelProps {
  inbox: UseNotifications;
  /** The ids of those that were caught up last. */
  missed: ReadonlySet<string>;
}

/** One's notifications, newest first, and in the demo the way to send one. */
export default function NotificationsPanel({ inbox, missed }: NotificationsPanelProps): ReactNode {
  const text = useTexts(playgroundTexts);
  const { demo } = useSettings();
  const { status, error, notifications, unread, hasMore } = inbox;
  const [away, setAway] = useState(false);
  const prepending = usePrepending(notifications);
  return (
    <RoomGate status={status} error={error}>
      <div className={styles['bar']}>
        <p aria-live="polite">{text.unread(unread)}</p>
        <Button
          variant="quiet"
          size="small"
          icon="checks"
          disabled={unread === 0}
          onClick={() => void inbox.inbox?.readAll().catch(() => undefined)}
        >
          {text.markAllRead}
        </Button>
      </div>
      {notifications.length === 0 ? (
        <EmptyState icon="bell" title={text.noNotifications} />
      ) : (
        <div className={styles['listFrame']}>
          <VList
            className={styles['list']}
            aria-label={text.tabs.notifications}
            role="group"
            tabIndex={0}
            data={notifications}
            // Who reads further down goes on reading there.
            shift={away && prepending}
            onScroll={(offset) => {
              setAway(offset > 0);
              if (hasMore && offset > notifications.length * ROW_GUESS - SOON) {
                void inbox.inbox?.loadOlder().catch(() => undefined);
              }
            }}
          >
            {(notification: Notification) => (
              <NotificationRow
                key={notification.id}
                notification={notification}
                missed={missed.has(notification.id)}
                inbox={inbox.inbox}
              />
            )}
          </VList>
        </div>
      )}
      {demo?.local === true && <NotificationForm />}
    </RoomGate>
  );
}

/** Whether the last change put something in front. */
function usePrepending(notifications: readonly Notification[]): boolean {
  const newest = notifications[0]?.id;
  const oldest = notifications.at(-1)?.id;
  const [seen, setSeen] = useState({ newest, oldest, prepending: false });
  if (newest !== seen.newest || oldest !== seen.oldest) {
    setSeen({ newest, oldest, prepending: newest !== seen.newest });
  }
  return seen.prepending;
}

/** How high a row is, about, and how long before the last one older ones are asked for; in CSS pixels. */
const ROW_GUESS = 80;
const SOON = 1000;
