import { median } from './stats.mjs';

const number = (value) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : Number(value.toPrecision(3)).toLocaleString('en');

/** The figure of a run that counts; of latencies the 99th percentile. */
export function valueOf(run, figure) {
  return figure === 'latency' ? run.latency.p99 : run[figure];
}

/** Median, and in brackets the range. */
function spread(values) {
  const middle = number(median(values));
  if (values.length === 1) return middle;
  return `${middle} (${number(Math.min(...values))} - ${number(Math.max(...values))})`;
}

/** What each kind of figure has beside it. */
const COLUMNS = {
  deliveries: {
    'deliveries/s': 'deliveries',
    'per CPU second': 'deliveriesPerCpuSecond',
    'messages/s': 'messages',
    MiB: 'memoryMiB',
    'MiB/s more': 'memoryGrowthMiBPerSecond',
  },
  messages: {
    'messages/s': 'messages',
    'deliveries/s': 'deliveries',
    'per CPU second': 'deliveriesPerCpuSecond',
    'database cores': 'databaseCores',
  },
  latency: { 'p50 ms': (run) => run.latency.p50, 'p99 ms': (run) => run.latency.p99, 'messages/s': 'messages' },
  kiBPerConnection: { 'KiB a connection': 'kiBPerConnection', 'MiB in all': 'memoryMiB' },
  handshakes: { 'handshakes/s': 'handshakes', 'per CPU second': 'handshakesPerCpuSecond' },
  backPerSecond: {
    back: 'back',
    seconds: 'seconds',
    'a second': 'backPerSecond',
    'per CPU second': 'backPerCpuSecond',
  },
};
const LAST = { 'server cores': 'serverCores', 'load cores': 'loadCores' };

/** One work as a Markdown table. */
export function workTable({ title, figure, rows }) {
  const columns = Object.entries({ ...COLUMNS[figure], ...LAST }).map(([name, key]) => [
    name,
    typeof key === 'function' ? key : (run) => run[key],
  ]);
  const used = columns.filter(([, read]) => rows.some(({ runs }) => runs.some((run) => read(run) !== undefined)));
  const busy = median(rows.flatMap(({ others }) => others));
  const lines = rows.map((row) => [
    row.title,
    ...used.map(([, read]) => {
      const values = row.runs.map(read).filter((value) => value !== undefined);
      return values.length === 0 ? '' : spread(values);
    }),
  ]);
  return `\n## ${title}\n\n${table([['', ...used.map(([name]) => name)], ...lines])}\n\nOthers kept ${number(busy)} cores busy.`;
}

export function goalTable(goals) {
  const lines = goals.map(({ title, peer, than, thanWork, most, goal, ratio, perCpuSecond, reached, figure }) => [
    `${title}${figure === undefined ? '' : ` (${figure})`}`,
    `${peer} / ${than}${thanWork === undefined ? '' : ` in ${thanWork}`}`,
    `${most ? '<=' : '>='} ${goal}`,
    number(ratio),
    perCpuSecond === undefined ? '' : number(perCpuSecond),
    reached ? 'yes' : 'NO',
  ]);
  return `\n## Goals\n\n${table([['work', 'ratio', 'goal', 'measured', 'by CPU second', 'reached'], ...lines])}\n`;
}

function table([head, ...lines]) {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...lines].map((line) => line[column].length)));
  const row = (line) =>
    `| ${line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [row(head), rule, ...lines.map(row)].join('\n');
}
