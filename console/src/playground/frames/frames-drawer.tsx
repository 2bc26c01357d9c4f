import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { VList, type VListHandle } from 'virtua';

import { useTexts } from '../../i18n/texts.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { SelectField, TextField } from '../../ui/field.js';
import type { Side } from '../pane/side.js';
import { playgroundTexts } from '../playground.texts.js';
import { FrameDetail } from './frame-detail.js';
import { frameLog, type LoggedFrame } from './frame-log.js';
import { FrameRow, idOfRow } from './frame-row.js';
import styles from './frames.module.css';
import { framesTexts } from './frames.texts.js';

/** How high a row is, in CSS pixels. */
const ROW_HEIGHT = 32;

/** The frames as they were when the list was told to hold still. */
interface Held {
  readonly frames: readonly LoggedFrame[];
  /** Because somebody went down to read; it goes on when they come back to the newest. */
  readonly byScrolling: boolean;
}

/**
 * Every event in and out, newest first, and beside the list all of the one that was chosen. What one reads further down is
 * not pushed away by what comes. Loaded when it opens first.
 */
export default function FramesDrawer(): ReactNode {
  const text = useTexts(framesTexts);
  const { panes } = useTexts(playgroundTexts);
  const live = useSyncExternalStore(frameLog.subscribe, frameLog.get);
  const [held, setHeld] = useState<Held>();
  const [filter, setFilter] = useState('');
  const [side, setSide] = useState<Side | 'both'>('both');
  const [chosen, setChosen] = useState<number>();
  const frames = held?.frames ?? live;
  const shown = useMemo(() => matching(frames, filter.trim().toLowerCase(), side), [frames, filter, side]);
  const at = shown.findIndex(({ key }) => key === chosen);
  const list = useRef<VListHandle>(null);
  const goOn = (): void => {
    setHeld(undefined);
    list.current?.scrollTo(0);
  };
  const clear = (): void => {
    frameLog.clear();
    setHeld(held && { ...held, frames: [] });
  };
  const onScroll = (offset: number): void => {
    if (held === undefined && offset > ROW_HEIGHT) setHeld({ frames: live, byScrolling: true });
    else if (held?.byScrolling === true && offset <= 0) setHeld(undefined);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = targetOf(event.key, at, shown.length);
    const next = target === undefined ? undefined : shown[target];
    if (target === undefined || next === undefined) return;
    event.preventDefault();
    setChosen(next.key);
    list.current?.scrollToIndex(target, { align: 'nearest' });
  };
  return (
    <div className={styles['drawer']}>
      <div className={styles['tools']}>
        <TextField
          label={text.filter}
          labelHidden
          className={styles['filter']}
          type="search"
          dir="ltr"
          placeholder={text.filter}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <SelectField
          label={text.side}
          labelHidden
          className={styles['side']}
          value={side}
          options={[
            { value: 'both', label: text.both },
            { value: 'first', label: panes.first },
            { value: 'second', label: panes.second },
          ]}
          onChoose={setSide}
        />
        <Button
          size="small"
          icon={held === undefined ? 'pause' : 'play'}
          aria-pressed={held !== undefined}
          onClick={() => (held === undefined ? setHeld({ frames: live, byScrolling: false }) : goOn())}
        >
          {held === undefined ? text.pause : text.resume}
        </Button>
        <Button size="small" icon="trash" onClick={clear}>
          {text.clear}
        </Button>
      </div>
      <div className={styles['body']}>
        {shown.length === 0 ? (
          <EmptyState icon="braces" title={frames.length === 0 ? text.empty : text.nothingFound} />
        ) : (
          <VList
            ref={list}
            className={styles['list']}
            role="listbox"
            aria-label={text.list}
            tabIndex={0}
            aria-activedescendant={chosen === undefined || at < 0 ? undefined : idOfRow(chosen)}
            keepMounted={at < 0 ? [] : [at]}
            itemSize={ROW_HEIGHT}
            data={shown}
            onScroll={onScroll}
            onKeyDown={onKeyDown}
          >
            {(frame: LoggedFrame) => (
              <FrameRow key={frame.key} frame={frame} chosen={frame.key === chosen} onChoose={setChosen} />
            )}
          </VList>
        )}
        <FrameDetail frame={frames.find(({ key }) => key === chosen)} />
      </div>
    </div>
  );
}

/** The row that a key leads to, from the one that is chosen; -1 where none is. */
function targetOf(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return at + 1;
    case 'ArrowUp':
      return at - 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

function matching(frames: readonly LoggedFrame[], filter: string, side: Side | 'both'): LoggedFrame[] {
  return frames
    .filter((frame) => (side === 'both' || frame.side === side) && frame.event.toLowerCase().includes(filter))
    .reverse();
}
