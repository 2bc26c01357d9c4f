import { useConnection, useOutbox } from 'depth-realtime/react';
import { type ReactNode, useState } from 'react';

import { useErrorText } from '../../errors/use-error-text.js';
import { useTexts } from '../../i18n/texts.js';
import { Icon } from '../../ui/icon.js';
import { playgroundTexts } from '../playground.texts.js';
import { usePane } from './pane-context.js';
import styles from './pane.module.css';

/** What one should know of the connection: that it is cut, what waits for it, and what it brought when it came back. */
export function ConnectionStrip({ cut }: { cut: boolean }): ReactNode {
  const text = useTexts(playgroundTexts);
  const explain = useErrorText();
  const { status, error } = useConnection();
  const { missed } = usePane();
  const waiting = useOutbox().filter((item) => item.status !== 'failed').length;
  const [wasAway, setWasAway] = useState(false);
  if (!wasAway && (cut || status === 'reconnecting')) setWasAway(true);
  const queued = waiting > 0 ? ` ${text.queued(waiting)}` : '';
  return (
    // Always there, so that screen readers hear what comes into it.
    <div role="status">
      {cut ? (
        <p className={styles['strip']} data-kind="warn">
          <Icon name="plugOff" />
          <span>
            {text.cut}
            {queued}
          </span>
        </p>
      ) : status === 'offline' && error !== undefined ? (
        <p className={styles['strip']} data-kind="bad">
          <Icon name="alert" />
          {explain(error)}
        </p>
      ) : status === 'reconnecting' ? (
        <p className={styles['strip']} data-kind="warn">
          <Icon name="plugOff" />
          <span>
            {text.lost}
            {queued}
          </span>
        </p>
      ) : wasAway && status === 'online' ? (
        <p className={styles['strip']} data-kind="good">
          <Icon name="check" />
          {missed > 0 ? text.caughtUp(missed) : text.nothingMissed}
        </p>
      ) : null}
    </div>
  );
}
