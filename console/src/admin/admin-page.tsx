import { type ReactNode, useState } from 'react';

import { useRoute } from '../app/route.js';
import { useTexts } from '../i18n/texts.js';
import { Button } from '../ui/button.js';
import { useAdmin } from './admin-link.js';
import styles from './admin.module.css';
import { adminTexts } from './admin.texts.js';
import noteStyles from './note.module.css';
import { LiveStats, useFollowing } from './overview/live-stats.js';
import { Section, SectionLinks, SECTIONS } from './sections.js';

/** The administration of whoever has been let in. What is on the page stays while the line is away, and says so. */
export function AdminPage({ leave }: { leave: () => void }): ReactNode {
  const text = useTexts(adminTexts);
  const link = useAdmin();
  const [stats] = useState(() => new LiveStats());
  useFollowing(stats);
  const [, name, ...rest] = useRoute();
  const current = SECTIONS.find((section) => section === name) ?? 'overview';
  return (
    <div className={styles['page']}>
      <div className={styles['bar']}>
        <h1 className={styles['title']}>{text.title}</h1>
        <Button size="small" onClick={leave}>
          {text.signOut}
        </Button>
      </div>
      <SectionLinks current={current} />
      {!link.online && (
        <p className={noteStyles['note']} data-level="warn" role="status">
          {text.lineAway}
        </p>
      )}
      <Section name={current} rest={rest} stats={stats} />
    </div>
  );
}
