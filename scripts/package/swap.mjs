import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

import { publishedManifest } from './manifest.mjs';

const MANIFEST = new URL('../../package.json', import.meta.url);
/** The repository's manifest, while the published one stands in its place. */
const ASIDE = new URL('../../package.json.aside', import.meta.url);

/** Puts the published manifest in place of the repository's. */
export function swap() {
  const own = readFileSync(MANIFEST, 'utf8');
  writeFileSync(ASIDE, own);
  const unfinished = new URL('../../package.json.unfinished', import.meta.url);
  writeFileSync(unfinished, `${JSON.stringify(publishedManifest(JSON.parse(own)), null, 2)}\n`);
  // In one step, so that nobody ever reads a half.
  renameSync(unfinished, MANIFEST);
}

/** Puts the repository's manifest back. Harmless when it is there. */
export function restore() {
  if (existsSync(ASIDE)) renameSync(ASIDE, MANIFEST);
}
