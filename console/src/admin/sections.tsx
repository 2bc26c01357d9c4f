import type { ReactNode } from 'react';

import { linkTo } from '../app/route.js';
import { useTexts } from '../i18n/texts.js';
import { Announcements } from './announcements/announcements.js';
import { Audit } from './audit/audit.js';
import { LiveLog } from './log/live-log.js';
import type { LiveStats } from './overview/live-stats.js';
import { Overview } from './overview/overview.js';
import { Rooms } from './rooms/rooms.js';
import { Sessions } from './sessions/sessions.js';
import styles from './admin.module.css';
import { adminTexts } from './admin.texts.js';

/** The parts of the administration, as the page's address names them, in the order of the menu. */
export const SECTIONS = ['overview', 'sessions', 'rooms', 'announcements', 'log', 'audit'] as const;
export type SectionName = (typeof SECTIONS)[number];

/** The menu of the administration. */
export function SectionLinks({ current }: { current: SectionName }): ReactNode {
  const text = useTexts(adminTexts);
  return (
    <nav aria-label={text.title} className={styles['sections']}>
      <ul>
        {SECTIONS.map((name) => (
          <li key={name}>
            <a href={linkTo('admin', name)} aria-current={name === current ? 'page' : undefined}>
              {text.sections[name]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** One part; `rest` is what the address says behind its name. */
export function Section({
  name,
  rest,
  stats,
}: {
  name: SectionName;
  rest: readonly string[];
  stats: LiveStats;
}): ReactNode {
  const [first = '', second = ''] = rest;
  switch (name) {
    case 'overview':
      return <Overview stats={stats} />;
    case 'sessions':
      return <Sessions userId={first} />;
    case 'rooms':
      return <Rooms namespace={first} room={second} />;
    case 'announcements':
      return <Announcements />;
    case 'log':
      return <LiveLog userId={first} />;
    case 'audit':
      return <Audit />;
  }
}
