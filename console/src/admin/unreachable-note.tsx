import type { ReactNode } from 'react';

import { useTexts } from '../i18n/texts.js';
import { useFormat } from '../i18n/use-format.js';
import { adminTexts } from './admin.texts.js';
import styles from './note.module.css';

/** Says of which nodes nothing is known. */
export function UnreachableNote({ nodes }: { nodes: readonly string[] }): ReactNode {
  const text = useTexts(adminTexts);
  const format = useFormat();
  if (nodes.length === 0) return null;
  return (
    <p className={styles['note']} data-level="warn" role="status">
      {text.unreachable(format.list(nodes))}
    </p>
  );
}
