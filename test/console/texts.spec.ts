import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

const SOURCES = join(import.meta.dirname, '../../console/src');
const FILES = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
const CATALOGUES = FILES.filter((name) => name.endsWith('.texts.ts'));
const CODE = FILES.filter((name) => !name.endsWith('.texts.ts'))
  .map((name) => readFileSync(join(SOURCES, name), 'utf8'))
  .join('\n');

/** The paths of everything in a catalogue, with what kind of thing it is. */
function shape(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([key, each]) => shape(each, `${path}.${key}`));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

// Real: the dictionaries of the page. That no text stands outside of them is for the linter to find (eslint.config.js).
describe.each(CATALOGUES)('%s', (file) => {
  const load = async (): Promise<Record<'ar' | 'en', object>> => {
    const module = (await import(join(SOURCES, file))) as Record<string, Record<'ar' | 'en', object>>;
    return Object.values(module).find((each) => 'ar' in each && 'en' in each)!;
  };

  it('says the same things in both languages', async () => {
    const { ar, en } = await load();
    expect(shape(ar)).toEqual(shape(en));
    expect(shape(en).length).toBeGreaterThan(0);
    for (const text of [...textsIn(ar), ...textsIn(en)]) expect(text.trim()).not.toBe('');
  });

  it('says nothing that no part of the page says', async () => {
    const { en } = await load();
    expect(Object.keys(en).filter((key) => !new RegExp(`[.{ ]${key}\\b`).test(CODE))).toEqual([]);
  });
});
