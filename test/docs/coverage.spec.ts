import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import '../../src/app.module.js';
import { commandNames } from '../../src/realtime/commands/command.decorator.js';
import { Metrics } from '../../src/telemetry/metrics.js';
import { codeWords, read, ROOT } from './markdown.js';

/** The names in the `…Events` interfaces of every protocol. */
function eventNames(): string[] {
  const protocols = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.protocol.ts'))
    .map((path) => read(join('src', path)));
  const bodies = protocols.flatMap((text) => [
    ...text.matchAll(/^export interface \w+Events (?:extends [\w, ]+ )?\{\n(.*?)^\}/gms),
  ]);
  return bodies.flatMap(([, body = '']) => [...body.matchAll(/^ {2}'?([\w:]+)'?: /gm)].map(([, name = '']) => name));
}

describe.each(['README.md', 'docs/protocol/events.md'])('%s', (file) => {
  const words = codeWords(read(file));
  const known = [...commandNames(), ...eventNames()];

  it('names every command and every event', () => {
    expect(known.length).toBeGreaterThan(60);
    expect(known.filter((name) => !words.has(name))).toEqual([]);
  });

  it('names no other', () => {
    const named = [...words].filter((word) => /^[a-z]+:[a-zA-Z]+$/.test(word));
    expect(named.filter((word) => !known.includes(word))).toEqual([]);
  });
});

describe('docs/operations.md', () => {
  it('explains every metric, and no other', async () => {
    const exposed = [...(await new Metrics().expose()).matchAll(/^# HELP (realtime_\w+)/gm)].map(([, name]) => name);
    const explained = [...codeWords(read('docs/operations.md'))].filter((word) => word.startsWith('realtime_'));
    expect(explained.toSorted()).toEqual(exposed.toSorted());
  });
});
