import { memo, type ReactNode } from 'react';

import { useErrorText } from '../../errors/use-error-text.js';
import { type Texts, useTexts } from '../../i18n/texts.js';
import { type Format, useFormat } from '../../i18n/use-format.js';
import { Avatar } from '../../ui/avatar.js';
import { Icon } from '../../ui/icon.js';
import { useMe } from '../members/use-me.js';
import { useNameOf } from '../names.js';
import { playgroundTexts, type PlaygroundTexts } from '../playground.texts.js';
import type { ActivityEntry } from './activity.js';
import { Remedies } from '../remedies.js';
import { deedText } from './deed.js';
import styles from './project.module.css';

/** A line of the activity: who did what, and when. */
export const ActivityRow = memo(function ActivityRow({
  entry,
  missed,
}: {
  entry: ActivityEntry;
  missed: boolean;
}): ReactNode {
  const text = useTexts(playgroundTexts);
  const explain = useErrorText();
  const format = useFormat();
  const nameOf = useNameOf();
  const me = useMe();
  const userId = userOf(entry) ?? me ?? '';
  return (
    <article className={styles['row']} data-kind={entry.kind} data-missed={missed || undefined}>
      <Avatar id={userId} name={nameOf(userId)} size="small" />
      <div className={styles['told']}>
        <p>
          <strong>
            <bdi>{nameOf(userId)}</bdi>
          </strong>{' '}
          {deedOf(entry, text, format)}
        </p>
        <Comment entry={entry} />
        <p className={styles['meta']}>
          {missed && (
            <span className={styles['missed']} title={text.missedHint}>
              {text.missed}
            </span>
          )}
          <time dateTime={entry.at}>{format.time(entry.at)}</time>
          {entry.kind === 'record' && <span className={styles['seq']} dir="ltr">{`#${entry.record.seq}`}</span>}
          {entry.kind === 'pending' && (
            <span className={styles['pending']} data-status={entry.item.status}>
              <Icon name={entry.item.status === 'failed' ? 'alert' : 'clock'} />
              {entry.item.error === undefined ? text.statuses[entry.item.status] : explain(entry.item.error)}
            </span>
          )}
        </p>
        {entry.kind === 'pending' && entry.item.status === 'failed' && <Remedies clientId={entry.item.id} />}
      </div>
    </article>
  );
});

function Comment({ entry }: { entry: ActivityEntry }): ReactNode {
  const comment =
    entry.kind === 'record' && 'comment' in entry.record
      ? entry.record.comment
      : entry.kind === 'pending'
        ? entry.item.payload['comment']
        : undefined;
  if (typeof comment !== 'string') return null;
  return (
    <p className={styles['comment']} dir="auto">
      {comment}
    </p>
  );
}

function userOf(entry: ActivityEntry): string | undefined {
  switch (entry.kind) {
    case 'record':
      return entry.record.userId;
    case 'visit':
      return entry.visit.userId;
    case 'pending':
      return undefined;
  }
}

function deedOf(entry: ActivityEntry, text: Texts<PlaygroundTexts>, format: Format): string {
  switch (entry.kind) {
    case 'record':
      return deedText(entry.record, text, format);
    case 'visit':
      return entry.visit.came ? text.came : text.went;
    case 'pending':
      return deedText(entry.item.payload, text, format);
  }
}
