import { useNotifications } from 'depth-realtime/react';
import type { ReactNode } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { IconButton } from '../../ui/button.js';
import { Count } from '../../ui/count.js';
import { playgroundTexts } from '../playground.texts.js';
import { usePane } from './pane-context.js';
import styles from './pane.module.css';

/** The bell: how many notifications are unread, whatever the pane shows, and the way to them. */
export function InboxBell(): ReactNode {
  const text = useTexts(playgroundTexts);
  const { part, show } = usePane();
  const { unread } = useNotifications();
  return (
    <IconButton
      icon="bell"
      label={text.bell(unread)}
      size="small"
      className={styles['bell']}
      aria-pressed={part === 'notifications'}
      badge={
        <span className={styles['badge']} aria-hidden="true">
          <Count value={unread} />
        </span>
      }
      onClick={() => show('notifications')}
    />
  );
}
