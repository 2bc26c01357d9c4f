import type { Announcement } from 'depth-realtime/client';
import { useRealtimeClient } from 'depth-realtime/react';
import { type ReactNode, useEffect, useState } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { IconButton } from '../../ui/button.js';
import { Icon } from '../../ui/icon.js';
import { playgroundTexts } from '../playground.texts.js';
import styles from './pane.module.css';

const KINDS = { info: 'good', warning: 'warn', critical: 'bad' } as const;

/** What an administrator has said to everybody, until one has read it. */
export function AnnouncementStrip(): ReactNode {
  const text = useTexts(playgroundTexts);
  const { general } = useRealtimeClient();
  const [announcement, setAnnouncement] = useState<Announcement>();
  useEffect(() => general.on('announcement', setAnnouncement), [general]);
  return (
    <div role="status">
      {announcement !== undefined && (
        <div className={styles['strip']} data-kind={KINDS[announcement.level]}>
          <Icon name="megaphone" />
          <span className={styles['said']}>
            <strong>{text.announcement}</strong> <bdi>{announcement.message}</bdi>
          </span>
          <IconButton icon="close" label={text.dismiss} size="small" onClick={() => setAnnouncement(undefined)} />
        </div>
      )}
    </div>
  );
}
