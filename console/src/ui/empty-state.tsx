import type { ReactNode } from 'react';

import styles from './empty-state.module.css';
import { Icon, type IconName } from './icon.js';

export interface EmptyStateProps {
  icon: IconName;
  title: string;
  children?: ReactNode;
}

/** What stands where there is nothing to show: why, and what one can do. */
export function EmptyState({ icon, title, children }: EmptyStateProps): ReactNode {
  return (
    <div className={styles['empty']}>
      <span className={styles['icon']}>
        <Icon name={icon} />
      </span>
      <p className={styles['title']}>{title}</p>
      {children}
    </div>
  );
}
