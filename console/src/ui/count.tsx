import type { ReactNode } from 'react';

import { useFormat } from '../i18n/use-format.js';
import styles from './count.module.css';

const MOST = 99;

/** How many are new, in a pill; nothing at all when there are none. */
export function Count({ value }: { value: number }): ReactNode {
  const format = useFormat();
  if (value <= 0) return null;
  return <span className={styles['count']}>{value > MOST ? `${format.number(MOST)}+` : format.number(value)}</span>;
}
