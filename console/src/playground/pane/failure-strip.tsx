import { useOutbox } from 'depth-realtime/react';
import type { ReactNode } from 'react';

import { useErrorText } from '../../errors/use-error-text.js';
import { useTexts } from '../../i18n/texts.js';
import { Icon } from '../../ui/icon.js';
import { playgroundTexts } from '../playground.texts.js';
import { Remedies } from '../remedies.js';
import styles from './pane.module.css';

/** What shows nowhere else while it waits: the message that it is about is there as it was. */
const UNSEEN = new Set(['chat:edit', 'chat:delete']);

/** A change or a deletion that the server has refused, with why. */
export function FailureStrip(): ReactNode {
  const text = useTexts(playgroundTexts);
  const explain = useErrorText();
  const failed = useOutbox().find(({ status, event }) => status === 'failed' && UNSEEN.has(event));
  return (
    <div role="alert">
      {failed?.error !== undefined && (
        <div className={styles['strip']} data-kind="bad">
          <Icon name="alert" />
          <span className={styles['said']}>{text.failed(explain(failed.error))}</span>
          <Remedies clientId={failed.id} />
        </div>
      )}
    </div>
  );
}
