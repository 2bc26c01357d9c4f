import type { ReactNode } from 'react';

import { useTexts } from '../i18n/texts.js';
import { Pane } from './pane.js';
import styles from './playground.module.css';
import { playgroundTexts } from './playground.texts.js';

/** Two people side by side, so that one sees both ends of everything. */
export function Playground(): ReactNode {
  const text = useTexts(playgroundTexts);
  return (
    <div className={styles['playground']}>
      <h1 className="visually-hidden">{text.title}</h1>
      <Pane place="first" label={text.panes.first} />
      <Pane place="second" label={text.panes.second} />
    </div>
  );
}
