import type { ReactNode } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { useNameOf } from '../names.js';
import { playgroundTexts } from '../playground.texts.js';
import styles from './conversation.module.css';

/** Who is typing. Its place is always there, so that nothing moves. */
export function TypingLine({ userIds }: { userIds: readonly string[] }): ReactNode {
  const text = useTexts(playgroundTexts);
  const format = useFormat();
  const nameOf = useNameOf();
  return (
    <p className={styles['typing']}>
      {userIds.length > 0 && text.typing(format.list(userIds.map(nameOf)), userIds.length)}
    </p>
  );
}
