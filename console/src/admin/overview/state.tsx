import type { ReactNode } from 'react';

import styles from './state.module.css';

/** How well something is; `unknown` also where there is nothing to be well. */
export type StateLevel = 'good' | 'warn' | 'bad' | 'unknown';

/** How something is, in words; the colour only repeats it. */
export function State({ level, label }: { level: StateLevel; label: string }): ReactNode {
  return (
    <span className={styles['state']} data-level={level}>
      {label}
    </span>
  );
}
