import { type SubmitEvent, type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { VList, type VListHandle } from 'virtua';

import { linkTo } from '../../app/route.js';
import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { SelectField, TextField } from '../../ui/field.js';
import { useAdmin } from '../admin-link.js';
import { Card } from '../card.js';
import formStyles from '../form.module.css';
import { type Namespace, NAMESPACES } from '../namespaces.js';
import styles from './live-log.module.css';
import { logTexts } from './log.texts.js';
import { LogLines, type LogLine } from './log-lines.js';

type NamespaceChoice = '' | Namespace;

/** The commands of one user, or of everybody, as they are answered. Their content is never shown. */
export function LiveLog({ userId }: { userId: string }): ReactNode {
  const text = useTexts(logTexts);
  const { admin } = useAdmin();
  const [store] = useState(() => new LogLines());
  const lines = useSyncExternalStore(store.subscribe, store.snapshot);
  const [namespace, setNamespace] = useState<NamespaceChoice>('');
  const [paused, setPaused] = useState(false);
  const list = useRef<VListHandle>(null);
  const atEnd = useRef(true);

  useEffect(() => {
    if (paused) return;
    const filter = { ...(userId === '' ? {} : { userId }), ...(namespace === '' ? {} : { namespace }) };
    return admin.tail(filter, store.add);
  }, [admin, userId, namespace, paused, store]);

  useEffect(() => {
    if (atEnd.current && lines.length > 0) list.current?.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [lines]);

  const follow = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const wanted = new FormData(event.currentTarget).get('userId');
    store.clear();
    location.hash = linkTo('admin', 'log', typeof wanted === 'string' ? wanted.trim() : '');
  };
  const onScroll = (): void => {
    const { current } = list;
    if (current !== null) atEnd.current = current.scrollOffset + current.viewportSize >= current.scrollSize - 40;
  };
  return (
    <Card
      title={userId === '' ? text.title : text.titleOf(userId)}
      actions={
        <div className={formStyles['buttons']}>
          <Button size="small" icon={paused ? 'play' : 'pause'} onClick={() => setPaused(!paused)}>
            {paused ? text.resume : text.pause}
          </Button>
          <Button size="small" onClick={() => store.clear()}>
            {text.clear}
          </Button>
        </div>
      }
    >
      <form className={formStyles['row']} onSubmit={follow}>
        <TextField key={userId} label={text.user} name="userId" defaultValue={userId} dir="ltr" autoComplete="off" />
        <SelectField<NamespaceChoice>
          label={text.namespace}
          value={namespace}
          onChoose={setNamespace}
          options={[{ value: '', label: text.allNamespaces }, ...NAMESPACES.map((value) => ({ value, label: value }))]}
        />
        <Button type="submit">{text.follow}</Button>
      </form>
      <div className={styles['frame']} role="log" aria-label={text.title} aria-live="off" tabIndex={0}>
        {lines.length === 0 ? (
          <EmptyState icon="clock" title={paused ? text.pausedEmpty : text.waiting} />
        ) : (
          <VList ref={list} className={styles['list'] ?? ''} onScroll={onScroll}>
            {lines.map((line) => (
              <Line key={line.key} line={line} />
            ))}
          </VList>
        )}
      </div>
    </Card>
  );
}

function Line({ line }: { line: LogLine }): ReactNode {
  const text = useTexts(logTexts);
  const format = useFormat();
  if ('dropped' in line) {
    return <div className={styles['gap']}>{text.dropped(format.number(line.dropped))}</div>;
  }
  const { at, userId, namespace, event, outcome, durationMs } = line;
  return (
    <div className={styles['line']} dir="ltr">
      <time className={styles['time']} dateTime={at}>
        {format.preciseTime(at)}
      </time>
      <span className={styles['user']}>{userId}</span>
      <span className={styles['event']}>
        {namespace} <strong>{event}</strong>
      </span>
      <span className={styles['outcome']} data-ok={outcome === 'ok'}>
        {outcome}
      </span>
      <span className={styles['duration']}>
        {text.milliseconds(format.number(durationMs, { maximumFractionDigits: 1 }))}
      </span>
    </div>
  );
}
