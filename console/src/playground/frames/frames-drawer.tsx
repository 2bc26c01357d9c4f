import { type ReactNode, useMemo, useState, useSyncExternalStore } from 'react';
import { VList } from 'virtua';

import { useTexts } from '../../i18n/texts.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { SelectField, TextField } from '../../ui/field.js';
import type { Side } from '../pane/side.js';
import { playgroundTexts } from '../playground.texts.js';
import { FrameDetail } from './frame-detail.js';
import { frameLog, type LoggedFrame } from './frame-log.js';
import { FrameRow } from './frame-row.js';
import styles from './frames.module.css';
import { framesTexts } from './frames.texts.js';

/** How high a row is, in CSS pixels. */
const ROW_HEIGHT = 32;

/** Every event in and out, newest first, and beside the list all of the one that was chosen. Loaded when it opens first. */
export default function FramesDrawer(): ReactNode {
  const text = useTexts(framesTexts);
  const { panes } = useTexts(playgroundTexts);
  const live = useSyncExternalStore(frameLog.subscribe, frameLog.get);
  const [held, setHeld] = useState<readonly LoggedFrame[]>();
  const [filter, setFilter] = useState('');
  const [side, setSide] = useState<Side | 'both'>('both');
  const [chosen, setChosen] = useState<number>();
  const frames = held ?? live;
  const shown = useMemo(() => matching(frames, filter.trim().toLowerCase(), side), [frames, filter, side]);
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
          onClick={() => setHeld(held === undefined ? live : undefined)}
        >
          {held === undefined ? text.pause : text.resume}
        </Button>
        <Button size="small" icon="trash" onClick={() => frameLog.clear()}>
          {text.clear}
        </Button>
      </div>
      <div className={styles['body']}>
        {shown.length === 0 ? (
          <EmptyState icon="braces" title={frames.length === 0 ? text.empty : text.nothingFound} />
        ) : (
          <VList
            className={styles['list']}
            role="listbox"
            aria-label={text.list}
            tabIndex={0}
            itemSize={ROW_HEIGHT}
            data={shown}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
              const next = shown[shown.findIndex(({ key }) => key === chosen) + step];
              if (step === 0 || next === undefined) return;
              event.preventDefault();
              setChosen(next.key);
            }}
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

function matching(frames: readonly LoggedFrame[], filter: string, side: Side | 'both'): LoggedFrame[] {
  return frames
    .filter((frame) => (side === 'both' || frame.side === side) && frame.event.toLowerCase().includes(filter))
    .reverse();
}
