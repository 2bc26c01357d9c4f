import { memo, type ReactNode } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { Icon } from '../../ui/icon.js';
import { playgroundTexts } from '../playground.texts.js';
import type { LoggedFrame } from './frame-log.js';
import styles from './frames.module.css';
import { framesTexts } from './frames.texts.js';

export interface FrameRowProps {
  frame: LoggedFrame;
  chosen: boolean;
  onChoose: (key: number) => void;
}

/** The id of a row's element, by which the list says which one is chosen. */
export function idOfRow(key: number): string {
  return `frame-${key}`;
}

/** As much of a payload as a row can show, in characters. */
const SHOWN = 160;

/** One frame, in one line. */
export const FrameRow = memo(function FrameRow({ frame, chosen, onChoose }: FrameRowProps): ReactNode {
  const text = useTexts(framesTexts);
  const { panes } = useTexts(playgroundTexts);
  const format = useFormat();
  const { direction, side, namespace, event, payload, at, ms, answer } = frame;
  const refused = isRefusal(answer);
  return (
    // The list takes the keyboard: a row is never focused itself.
    <div
      role="option"
      id={idOfRow(frame.key)}
      aria-selected={chosen}
      className={styles['row']}
      data-side={side}
      data-chosen={chosen || undefined}
      onClick={() => onChoose(frame.key)}
    >
      <time className={styles['time']} dateTime={new Date(at).toISOString()} dir="ltr">
        {format.preciseTime(at)}
      </time>
      <span className={styles['whose']}>{panes[side]}</span>
      <span className={styles['direction']} data-direction={direction}>
        <Icon name={direction === 'out' ? 'arrowUp' : 'arrowDown'} />
        <span className="visually-hidden">{text[direction]}</span>
      </span>
      <code className={styles['event']} dir="ltr">
        <span className={styles['namespace']}>{namespace}</span>
        {event}
      </code>
      <code className={styles['preview']} dir="ltr">
        {payload === undefined ? '' : JSON.stringify(payload).slice(0, SHOWN)}
      </code>
      {direction === 'out' && (
        <span className={styles['ack']} data-refused={refused || undefined}>
          {ms === undefined ? text.waiting : text.milliseconds(format.number(ms, { maximumFractionDigits: 1 }))}
          {refused && ` · ${text.failed}`}
        </span>
      )}
    </div>
  );
});

/** Whether an answer is `{ error }`. */
function isRefusal(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'error' in answer;
}
