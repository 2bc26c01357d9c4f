import type { ReactNode } from 'react';

import type { Stats } from '../../../../src/admin/admin.protocol.js';
import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { overviewTexts } from './overview.texts.js';
import styles from './overview.module.css';

/** The service in a dozen numbers, as of the last second. */
export function NumberTiles({ stats }: { stats: Stats | undefined }): ReactNode {
  const text = useTexts(overviewTexts);
  const format = useFormat();
  const unknown = '–';
  const number = (pick: (of: Stats) => number): string => (stats === undefined ? unknown : format.number(pick(stats)));
  const duration = stats?.commands.durationMs;
  const tiles: readonly Tile[] = [
    { label: text.users, value: number(({ users }) => users) },
    { label: text.sockets, value: number(({ connections }) => connections.total) },
    { label: text.commandsPerSecond, value: number(({ commands }) => commands.perSecond) },
    {
      label: text.slowest,
      value:
        duration === undefined || duration === null ? unknown : text.milliseconds(format.number(duration.p99, TENTH)),
    },
    { label: text.rateLimited, value: number(({ rateLimited }) => rateLimited), hint: text.sinceStart },
    { label: text.outbound, value: stats === undefined ? unknown : format.bytes(stats.outboundBytes) },
    { label: text.streams, value: number(({ streams }) => streams) },
    { label: text.rooms, value: number(({ rooms }) => rooms) },
  ];
  return (
    <dl className={styles['tiles']}>
      {tiles.map(({ label, value, hint }) => (
        <div key={label} className={styles['tile']}>
          <dt className={styles['label']}>
            {label}
            {hint !== undefined && <span className={styles['hint']}> · {hint}</span>}
          </dt>
          <dd className={styles['number']}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface Tile {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
}

const TENTH: Intl.NumberFormatOptions = { maximumFractionDigits: 1 };
