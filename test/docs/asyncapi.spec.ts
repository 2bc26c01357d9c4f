import { fileURLToPath } from 'node:url';

import { Parser } from '@asyncapi/parser';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';

import '../../src/app.module.js';
import type { AsyncApiDocument } from '../../src/docs/asyncapi-document.js';
import { ERROR_CATALOGUE } from '../../src/errors/catalogue.js';
import { commandNames } from '../../src/realtime/commands/command.decorator.js';
import { read } from './markdown.js';

const YAML = read('docs/asyncapi.yaml');
const DOCUMENT = load(YAML) as AsyncApiDocument;
/** The parser's number for it; an error has a lower one. */
const WARNING = 1;
const OPERATIONS = Object.values(DOCUMENT.operations);

describe('docs/asyncapi.yaml', () => {
  it('is valid to the official parser', async () => {
    const { document, diagnostics } = await new Parser().parse(YAML, {
      source: fileURLToPath(new URL('../../docs/asyncapi.yaml', import.meta.url)),
    });
    const faults = diagnostics.filter(({ severity: level }: { readonly severity: number }) => level <= WARNING);
    expect(faults.map(({ code, message, path }) => `${code}: ${message} at ${path.join('/')}`)).toEqual([]);
    expect(document?.operations()).toHaveLength(OPERATIONS.length);
  });

  it('describes every command under every name, and no other', () => {
    const commands = OPERATIONS.filter(({ action }) => action === 'receive').map(({ title }) => title);
    expect(commands.toSorted()).toEqual(commandNames().toSorted());
  });

  it('has the whole catalogue of errors', () => {
    expect(DOCUMENT['x-errors']).toEqual(ERROR_CATALOGUE);
  });
});
