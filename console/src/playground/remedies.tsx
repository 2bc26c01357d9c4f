import { useRealtimeClient } from 'depth-realtime/react';
import type { ReactNode } from 'react';

import { useTexts } from '../i18n/texts.js';
import { Button } from '../ui/button.js';
import { playgroundTexts } from './playground.texts.js';
import styles from './remedies.module.css';

/** What one can do with something of one's own that failed. */
export function Remedies({ clientId }: { clientId: string }): ReactNode {
  const text = useTexts(playgroundTexts);
  const { outbox } = useRealtimeClient();
  return (
    <span className={styles['remedies']}>
      <Button size="small" onClick={() => outbox.retry(clientId)}>
        {text.retry}
      </Button>
      <Button size="small" variant="quiet" onClick={() => outbox.discard(clientId)}>
        {text.discard}
      </Button>
    </span>
  );
}
