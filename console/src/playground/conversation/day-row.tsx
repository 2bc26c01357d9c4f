import type { ReactNode } from 'react';

import { useFormat } from '../../i18n/use-format.js';
import styles from './conversation.module.css';

/** The day on which the messages below were written. */
export function DayRow({ at }: { at: string }): ReactNode {
  const format = useFormat();
  return (
    <p className={styles['day']}>
      <time dateTime={at}>{format.day(at)}</time>
    </p>
  );
}
