import type { ReactNode } from 'react';

import styles from './avatar.module.css';

/** How many hues there are for people. */
const HUES = 6;

/** The first letter of a name on the person's own colour. Decoration: the name stands beside it. */
export function Avatar({
  id,
  name,
  size = 'medium',
}: {
  id: string;
  name: string;
  size?: 'small' | 'medium';
}): ReactNode {
  return (
    <span className={styles['avatar']} data-hue={hueOf(id)} data-size={size} aria-hidden="true">
      {Array.from(name)[0]?.toLocaleUpperCase()}
    </span>
  );
}

function hueOf(id: string): number {
  let sum = 7;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % HUES;
}
