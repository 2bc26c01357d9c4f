import type { UseProject } from 'depth-realtime/react';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { VList, type VListHandle } from 'virtua';

import { useTexts } from '../../i18n/texts.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
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
  const following = useRef(true);
  const lastOffset = useRef(0);
  const newest = entries.at(-1)?.id;
  useLayoutEffect(() => {
    if (following.current && entries.length > 0) list.current?.scrollToIndex(entries.length - 1, { align: 'end' });
  }, [newest, entries.length]);
  return (
    <section className={styles['activity']} aria-label={text.activity}>
      {hasMore && (
        <Button
          variant="quiet"
          size="small"
          icon="arrowUp"
          className={styles['earlier']}
          onClick={() => {
            following.current = false;
            void room?.loadOlder().catch(() => undefined);
          }}
        >
          {text.earlier}
        </Button>
      )}
      {entries.length === 0 ? (
        <EmptyState icon="clock" title={text.noActivity} />
      ) : (
        <div className={styles['listFrame']}>
          <VList
            ref={list}
            className={styles['list']}
            role="log"
            aria-live="off"
            aria-label={text.activity}
            tabIndex={0}
            data={entries}
            onScroll={(offset) => {
              const { current } = list;
              if (current === null) return;
              const back = offset < lastOffset.current - 1;
              lastOffset.current = offset;
              const end = offset + current.viewportSize >= current.scrollSize - NEAR_END;
              following.current = end || (following.current && !back);
            }}
          >
            {(entry: ActivityEntry) => <ActivityRow key={entry.id} entry={entry} missed={missed.has(entry.id)} />}
          </VList>
        </div>
      )}
    </section>
  );
}

/** So near counts as at the end, in CSS pixels. */
const NEAR_END = 40;
