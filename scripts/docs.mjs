// Writes the generated tables into the documentation, each between its markers. Run by `npm run docs`, after a build.
import { readFileSync, writeFileSync } from 'node:fs';

import { configTable } from '../dist/config/config-table.js';
import { errorTable } from '../dist/errors/error-table.js';

const TABLES = [
  ['README.md', 'configuration', configTable()],
  ['docs/errors.md', 'errors', errorTable()],
];

for (const [file, name, table] of TABLES) {
  const path = new URL(`../${file}`, import.meta.url);
  const [start, end] = [`<!-- ${name}: written by npm run docs -->\n`, `\n<!-- end of ${name} -->`];
  const [before, rest = ''] = readFileSync(path, 'utf8').split(start);
  const after = rest.split(end)[1];
  if (after === undefined) throw new Error(`${file} has lost its markers for ${name}`);
  writeFileSync(path, `${before}${start}${table}${end}${after}`);
}
