import { type ReactNode, useState } from 'react';

import { useTexts } from '../i18n/texts.js';
import { IconButton } from '../ui/button.js';
import { remembered } from '../ui/remembered.js';
import styles from './introduction.module.css';
import { playgroundTexts } from './playground.texts.js';

const READ = remembered('introduction', ['read']);

/** What this is and what to try, for who sees it for the first time; once it is put away it stays away. */
export function Introduction(): ReactNode {
  const text = useTexts(playgroundTexts);
  const [read, setRead] = useState(() => READ.read() === 'read');
  if (read) return null;
  return (
    <aside className={styles['introduction']} aria-label={text.introduction.title}>
      <p>
        <strong>{text.introduction.title}</strong> {text.introduction.text}{' '}
        <span className={styles['more']}>{text.introduction.frames}</span>
      </p>
      <IconButton
        icon="close"
        label={text.dismiss}
        size="small"
        onClick={() => {
          READ.write('read');
          setRead(true);
        }}
      />
    </aside>
  );
}
