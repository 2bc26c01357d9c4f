import { type ReactNode, useId } from 'react';

import styles from './card.module.css';

/** A part of a section with its heading, and perhaps what one can do with it. */
export function Card({
  title,
  actions,
  children,
}: {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section className={styles['card']} aria-labelledby={id}>
      <div className={styles['head']}>
        <h2 id={id} className={styles['title']}>
          {title}
        </h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
