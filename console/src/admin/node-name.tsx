import type { ReactNode } from 'react';

import styles from './node-name.module.css';

/** A node's id where many stand below each other: ids that are long show their beginning, and the whole to a pointer. */
export function NodeName({ id }: { id: string }): ReactNode {
  return (
    <bdi className={styles['name']} title={id}>
      {id}
    </bdi>
  );
}
