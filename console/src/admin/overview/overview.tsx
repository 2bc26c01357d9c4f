import type { ReactNode } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { Card } from '../card.js';
import noteStyles from '../note.module.css';
import { Charts } from './charts.js';
import { type LiveStats, useLiveNumbers } from './live-stats.js';
import { Nodes } from './nodes.js';
import { NumberTiles } from './number-tiles.js';
import styles from './overview.module.css';
import { overviewTexts } from './overview.texts.js';

/** How the service is, now and in the last minutes. */
export function Overview({ stats }: { stats: LiveStats }): ReactNode {
  const text = useTexts(overviewTexts);
  const { history, nodes } = useLiveNumbers(stats);
  const latest = history.at(-1);
  return (
    <div className={styles['overview']}>
      {latest !== undefined && latest.staleNodes > 0 && (
        <p className={noteStyles['note']} data-level="warn" role="status">
          {text.someAreStale}
        </p>
      )}
      <NumberTiles stats={latest} />
      <Card title={text.lastMinutes}>
        <Charts history={history} />
      </Card>
      <Card title={text.nodes}>{nodes !== null && <Nodes nodes={nodes} />}</Card>
    </div>
  );
}
