import { median } from './stats.mjs';
import { valueOf } from './report.mjs';

const WIDTH = 860;
const LABELS = 330;
const BAR = 18;
const UNITS = {
  deliveries: 'deliveries/s',
  messages: 'messages/s',
  latency: 'p99, ms',
  kiBPerConnection: 'KiB',
  handshakes: 'handshakes/s',
  backPerSecond: 'connections/s',
};

/** The medians of a session as bars, work by work; the thin line on each bar is the range. */
export function chart({ works, commit, at, cpu }) {
  let y = 24;
  const parts = [text(8, y, `${cpu} - commit ${commit} - ${at.slice(0, 10)}`, 'note')];
  for (const { title, figure, rows } of works) {
    y += 34;
    parts.push(text(8, y, `${title} (${UNITS[figure]})`, 'title'));
    y += 10;
    const most = Math.max(...rows.flatMap(({ runs }) => runs.map((run) => valueOf(run, figure))));
    const scale = (value) => ((WIDTH - LABELS - 100) * value) / most;
    for (const { title: name, peer, runs } of rows) {
      const values = runs.map((run) => valueOf(run, figure));
      const middle = median(values);
      const [low, high] = [Math.min(...values), Math.max(...values)].map(scale);
      parts.push(
        text(8, y + 13, name, 'label'),
        `<rect x="${LABELS}" y="${y}" width="${scale(middle).toFixed(1)}" height="${BAR - 4}" class="${peer.startsWith('depth') ? 'ours' : 'peer'}"/>`,
        `<rect x="${(LABELS + low).toFixed(1)}" y="${y + 6}" width="${Math.max(1, high - low).toFixed(1)}" height="2" class="range"/>`,
        text(LABELS + high + 6, y + 12, format(middle), 'label'),
      );
      y += BAR;
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y + 16}" viewBox="0 0 ${WIDTH} ${y + 16}">
<style>
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600 } .note { fill: #57606a }
.ours { fill: #1f6feb } .peer { fill: #afb8c1 } .range { fill: #24292f; opacity: .5 }
</style>
<rect width="100%" height="100%" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}

function text(x, y, value, kind) {
  const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y}" class="${kind}">${escaped}</text>`;
}

function format(value) {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
