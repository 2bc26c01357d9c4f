import type { ReactNode } from 'react';

import { useErrorText } from '../errors/use-error-text.js';
import { useTexts } from '../i18n/texts.js';
import { Button } from '../ui/button.js';
import { adminTexts } from './admin.texts.js';
import styles from './note.module.css';
import type { Refusal } from './refusal.js';

/** Why something could not be read or done, with its code, and a way to try again. */
export function RefusalNote({ refusal, retry }: { refusal: Refusal; retry?: () => void }): ReactNode {
  const text = useTexts(adminTexts);
  const explain = useErrorText();
  return (
    <div className={styles['note']} data-level="bad" role="alert">
      <p>
        {explain(refusal)} <code dir="ltr">{refusal.code}</code>
      </p>
      {retry !== undefined && (
        <Button size="small" onClick={retry}>
          {text.retry}
        </Button>
      )}
    </div>
  );
}
