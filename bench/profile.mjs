// node bench/profile.mjs <file.cpuprofile> [lines]: where the time went, by function (self time) and by file (self time),
// and what each function cost with all that it called.
import { readFileSync } from 'node:fs';

const [file, lines = '25'] = process.argv.slice(2);
const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8'));
const byId = new Map(nodes.map((node) => [node.id, node]));
const parentOf = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));

const nameOf = ({ callFrame: { functionName, url, lineNumber } }) =>
  `${functionName || '(anonymous)'} ${placeOf(url)}${url === '' ? '' : `:${lineNumber + 1}`}`;
const placeOf = (url) =>
  url
    .replace(/^file:\/\//, '')
    .replace(/^.*\/node_modules\//, '')
    .replace(/^.*\/dist\//, 'dist/');
const packageOf = (url) => {
  const place = placeOf(url);
  if (place.startsWith('dist/')) return place;
  return place.startsWith('@') ? place.split('/').slice(0, 2).join('/') : place.split('/')[0];
};

const self = new Map();
const packages = new Map();
const inclusive = new Map();
const add = (map, key, value) => map.set(key, (map.get(key) ?? 0) + value);
let all = 0;
samples.forEach((id, index) => {
  const time = timeDeltas[index];
  const node = byId.get(id);
  if (node.callFrame.functionName === '(idle)') return;
  all += time;
  add(self, nameOf(node), time);
  add(packages, packageOf(node.callFrame.url) || node.callFrame.functionName, time);
  const seen = new Set();
  for (let at = id; at !== undefined; at = parentOf.get(at)) seen.add(nameOf(byId.get(at)));
  for (const name of seen) add(inclusive, name, time);
});

for (const [title, map] of Object.entries({
  'self, by function': self,
  'self, by package or file': packages,
  inclusive,
})) {
  console.log(`\n${title}, of ${(all / 1e6).toFixed(1)} s`);
  const top = [...map].sort(([, a], [, b]) => b - a).slice(0, Number(lines));
  for (const [name, time] of top) console.log(`${((100 * time) / all).toFixed(1).padStart(6)} %  ${name}`);
}
