import { type ReactNode, useState } from 'react';

import { useTexts } from '../i18n/texts.js';
import { FramesDock } from './frames/frames-dock.js';
import { Introduction } from './introduction.js';
import { Pane } from './pane/pane.js';
import type { Side } from './pane/side.js';
import styles from './playground.module.css';
import { playgroundTexts } from './playground.texts.js';

const SIDES = ['first', 'second'] as const satisfies readonly Side[];

/** Two people side by side, so that one sees both ends of everything; on a narrow screen one in front of the other. */
export function Playground(): ReactNode {
  const text = useTexts(playgroundTexts);
  const [front, setFront] = useState<Side>('first');
  return (
    <div className={styles['playground']}>
      <h1 className="visually-hidden">{text.title}</h1>
      <Introduction />
      <div className={styles['chooser']} role="group" aria-label={text.choosePane}>
        {SIDES.map((side) => (
          <button
            key={side}
            type="button"
            className={styles['choice']}
            aria-pressed={front === side}
            onClick={() => setFront(side)}
          >
            {text.panes[side]}
          </button>
        ))}
      </div>
      <div className={styles['panes']}>
        {SIDES.map((side) => (
          <Pane key={side} side={side} label={text.panes[side]} behind={front !== side} />
        ))}
      </div>
      <FramesDock />
    </div>
  );
}
