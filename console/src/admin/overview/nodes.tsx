import type { ReactNode } from 'react';

import type { NodeReport } from '../../../../src/admin/admin.protocol.js';
import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { useNow } from '../../ui/use-now.js';
import { overviewTexts } from './overview.texts.js';
import { State, type StateLevel } from './state.js';
import styles from './nodes.module.css';

const NOW_MS = 1000;

/** The nodes of the service, each with what it tells of itself. */
export function Nodes({ nodes }: { nodes: readonly NodeReport[] }): ReactNode {
  return (
    <ul className={styles['nodes']}>
      {nodes.map((node) => (
        <NodeCard key={node.nodeId} node={node} />
      ))}
    </ul>
  );
}

function NodeCard({ node }: { node: NodeReport }): ReactNode {
  const text = useTexts(overviewTexts);
  const format = useFormat();
  const now = useNow(NOW_MS);
  const { level, label } = stateOf(node, text, format.ago(node.lastHeardAt, now));
  const facts: readonly (readonly [string, string])[] = [
    [text.version, node.version],
    [text.startedAt, format.ago(node.startedAt, now)],
    [text.sockets, format.number(node.connections.total)],
    [text.commandsPerSecond, format.number(node.commands.perSecond)],
    [text.loopDelay, text.milliseconds(format.number(node.eventLoopDelayMs.p99, { maximumFractionDigits: 1 }))],
    [text.memory, format.bytes(node.memory.rss)],
    [text.outbound, format.bytes(node.outboundBytes)],
    [text.streams, format.number(node.streams)],
  ];
  return (
    <li className={styles['node']} data-stale={node.stale || undefined}>
      <div className={styles['head']}>
        <h3 className={styles['name']} dir="ltr">
          {node.nodeId}
        </h3>
        <State level={level} label={label} />
      </div>
      <p className={styles['health']}>
        <State {...databaseState(node, text)} />
        <State {...redisState(node, text)} />
      </p>
      <dl className={styles['facts']}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

interface Shown {
  readonly level: StateLevel;
  readonly label: string;
}

type NodeTexts = (typeof overviewTexts)['ar'];

function stateOf(node: NodeReport, text: NodeTexts, heard: string): Shown {
  if (node.stale) return { level: 'unknown', label: text.silent(heard) };
  return node.draining ? { level: 'warn', label: text.draining } : { level: 'good', label: text.serving };
}

function databaseState({ stale, health }: NodeReport, text: NodeTexts): Shown {
  if (stale) return { level: 'unknown', label: `${text.database}: ${text.notKnown}` };
  return health.database === 'up'
    ? { level: 'good', label: `${text.database}: ${text.up}` }
    : { level: 'bad', label: `${text.database}: ${text.away}` };
}

function redisState({ stale, health }: NodeReport, text: NodeTexts): Shown {
  if (health.redis === 'off') return { level: 'unknown', label: `Redis: ${text.notConfigured}` };
  if (stale) return { level: 'unknown', label: `Redis: ${text.notKnown}` };
  return health.redis === 'up'
    ? { level: 'good', label: `Redis: ${text.redisUp}` }
    : { level: 'warn', label: `Redis: ${text.redisAway}` };
}
