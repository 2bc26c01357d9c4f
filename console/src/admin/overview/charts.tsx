import { type ReactNode, useMemo } from 'react';

import type { Stats } from '../../../../src/admin/admin.protocol.js';
import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { NAMESPACES } from '../namespaces.js';
import { overviewTexts } from './overview.texts.js';
import styles from './overview.module.css';
import { type Series, TimeChart } from './time-chart.js';

/** Outcomes that have a line of their own; all others share one. */
const MOST_OUTCOMES = 4;

/** The numbers of the last minutes, drawn. */
export function Charts({ history }: { history: readonly Stats[] }): ReactNode {
  const text = useTexts(overviewTexts);
  const format = useFormat();
  const times = useMemo(() => history.map(({ at }) => Math.round(Date.parse(at) / 1000)), [history]);
  const connections = useMemo(() => connectionsOf(history), [history]);
  const outcomes = useMemo(() => outcomesOf(history, text.otherOutcomes), [history, text]);
  const durations = useMemo(() => durationsOf(history, text), [history, text]);
  const outbound = useMemo(
    () => [{ label: text.outbound, values: history.map(({ outboundBytes }) => outboundBytes) }],
    [history, text],
  );
  const count = (value: number): string => format.number(Math.round(value));
  const tenth = (value: number): string =>
    text.milliseconds(format.number(value, { maximumFractionDigits: value < 10 ? 1 : 0 }));
  return (
    <div className={styles['charts']}>
      <TimeChart title={text.connectionsByNamespace} times={times} series={connections} format={count} least={4} />
      <TimeChart title={text.commandsByOutcome} times={times} series={outcomes} format={count} least={4} />
      <TimeChart title={text.latency} times={times} series={durations} format={tenth} least={10} />
      <TimeChart
        title={text.outboundQueues}
        times={times}
        series={outbound}
        format={(value) => format.bytes(value)}
        least={4000}
      />
    </div>
  );
}

function connectionsOf(history: readonly Stats[]): Series[] {
  return NAMESPACES.map((namespace) => ({
    label: namespace,
    values: history.map(({ connections }) => connections.byNamespace[namespace]),
  }));
}

/** `ok` first, then the refusals that were seen most in these minutes. */
function outcomesOf(history: readonly Stats[], others: string): Series[] {
  const totals = new Map<string, number>();
  for (const { commands } of history) {
    for (const [outcome, count] of Object.entries(commands.byOutcome)) {
      if (outcome !== 'ok') totals.set(outcome, (totals.get(outcome) ?? 0) + count);
    }
  }
  const known = [...totals].sort(([, a], [, b]) => b - a).map(([outcome]) => outcome);
  const named = ['ok', ...known.slice(0, MOST_OUTCOMES)];
  const rest = known.slice(MOST_OUTCOMES);
  const series = named.map((outcome) => ({ label: outcome, values: history.map((stats) => rateOf(stats, [outcome])) }));
  return rest.length === 0
    ? series
    : [...series, { label: others, values: history.map((stats) => rateOf(stats, rest)) }];
}

function rateOf({ commands }: Stats, outcomes: readonly string[]): number {
  const rates: Readonly<Record<string, number>> = commands.byOutcome;
  return outcomes.reduce((sum, outcome) => sum + (rates[outcome] ?? 0), 0);
}

function durationsOf(history: readonly Stats[], text: { median: string; p99: string; loopDelay: string }): Series[] {
  return [
    { label: text.median, values: history.map(({ commands }) => commands.durationMs?.p50 ?? null) },
    { label: text.p99, values: history.map(({ commands }) => commands.durationMs?.p99 ?? null) },
    { label: text.loopDelay, values: history.map(({ eventLoopDelayMs }) => eventLoopDelayMs.p99) },
  ];
}
