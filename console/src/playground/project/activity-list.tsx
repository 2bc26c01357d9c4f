import type { UseProject } from 'depth-realtime/react';
import { type ReactNode, useRef } from 'react';
import { VList, type VListHandle } from 'virtua';

import { useTexts } from '../../i18n/texts.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { useFollowing } from '../../ui/use-following.js';
import { playgroundTexts } from '../playground.texts.js';
import { ActivityRow } from './activity-row.js';
import { activityOf, type ActivityEntry } from './activity.js';
import styles from './project.module.css';
import type { Visit } from './use-attendance.js';

export interface ActivityListProps {
  project: UseProject;
  missed: ReadonlySet<string>;
  visits: readonly Visit[];
}

/** What was done in a project, newest last, with who came and went in between. */
export function ActivityList({ project, missed, visits }: ActivityListProps): ReactNode {
  const text = useTexts(playgroundTexts);
  const { room, hasMore, records, pending } = project;
  const entries = activityOf(records, pending, visits);
  const list = useRef<VListHandle>(null);
  const frame = useRef<HTMLDivElement>(null);
  const following = useFollowing(list, frame, entries.length, entries.at(-1)?.id);
  return (
    <section className={styles['activity']} aria-label={text.activity}>
      {hasMore && (
        <Button
          variant="quiet"
          size="small"
          icon="arrowUp"
          className={styles['earlier']}
          onClick={() => void room?.loadOlder().then(following.toStart, () => undefined)}
        >
          {text.earlier}
        </Button>
      )}
      <div ref={frame} className={styles['listFrame']}>
        {entries.length === 0 ? (
          <EmptyState icon="clock" title={text.noActivity} />
        ) : (
          <VList
            ref={list}
            className={styles['list']}
            role="log"
            aria-live="off"
            aria-label={text.activity}
            tabIndex={0}
            data={entries}
            onScroll={following.onScroll}
          >
            {(entry: ActivityEntry) => <ActivityRow key={entry.id} entry={entry} missed={missed.has(entry.id)} />}
          </VList>
        )}
      </div>
    </section>
  );
}
