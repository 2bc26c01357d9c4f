import type { ReactNode } from 'react';

import styles from './header.module.css';
import mark from './mark.svg';

/** The product's sign, beside its name. */
export function Mark(): ReactNode {
  return <img className={styles['mark']} src={mark} alt="" width={28} height={28} />;
}
