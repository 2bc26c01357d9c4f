import type { ReactNode } from 'react';

import type { AnnouncementLevel } from '../../../../src/general/general.protocol.js';
import { Icon } from '../../ui/icon.js';
import styles from './announcements.module.css';

/** An announcement as an application may show it. */
export function Preview({ message, level }: { message: string; level: AnnouncementLevel }): ReactNode {
  return (
    <div className={styles['preview']} data-level={level}>
      <Icon name={level === 'info' ? 'bell' : 'alert'} />
      <p dir="auto">{message}</p>
    </div>
  );
}
