import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import { CodedError } from '../../src/errors/coded-error.js';
import { dtoReader } from '../../src/realtime/commands/dto-reader.js';
import { validateWithLibraries } from '../../src/realtime/commands/library-validation.js';
import { PayloadValidator } from '../../src/realtime/commands/payload-validator.js';

const SRC = join(import.meta.dirname, '../../src');
/** Only the libraries can read these: `@Transform` takes a property over as it came. */
const FOR_THE_LIBRARIES = ['EmitNotificationDto', 'SendNotificationDto'];

const plain = fc.constantFrom<unknown>(
  ...['general', 'a b', '', ' ', 'x'.repeat(65), 'x'.repeat(9000), 'مرحبا', '\u0000', '\ud800', '..', '__proto__'],
  ...['text', 'image', 'in_progress', 'planned', 'online', 'away', 'info', 'warning', '/chat', '/', 'member', 'admin'],
  ...['https://example.com/a.png', 'http://example.com', 'image/png', '2026-01-01T00:00:00.000Z'],
  ...[0, 1, -1, 2.5, 50, 100, 101, 200, 1e21, NaN, Infinity, Number.MAX_SAFE_INTEGER, true, false, null, undefined],
);
const binary = fc.constantFrom(Buffer.alloc(0), Buffer.from('x'), new Date(0));
const LIKELY = ['epoch', 'seq', 'url', 'name', 'size', 'mimeType'];
const HOSTILE = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'extra', '0', ''];
const object = (names: readonly string[], value: fc.Arbitrary<unknown>): fc.Arbitrary<object> =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...names), value), { selector: ([name]) => name, maxLength: 6 })
    .map((entries) => Object.fromEntries(entries));
const nested = object([...LIKELY, ...HOSTILE], plain);
const valid = fc.constantFrom<unknown>(
  { epoch: 'e', seq: 0 },
  { url: 'https://example.com/a.png', name: 'a', size: 3 },
  [{ url: 'https://example.com/a.png', mimeType: 'image/png' }],
  ['general', 'launch-film'],
);
const anything: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: plain },
  valid,
  binary,
  nested,
  fc.array(fc.oneof(plain, nested, binary), { maxLength: 4 }),
  fc.array(fc.constant('general'), { maxLength: 202 }),
);

/** What a function gives, in a form that can be compared: the instance, or the error with its details. */
function outcome(run: () => object): unknown {
  try {
    const instance = run();
    return { type: instance.constructor, instance };
  } catch (error) {
    if (error instanceof CodedError) return { code: error.code, details: error.details };
    return { error: String(error) };
  }
}

function names(type: Type<object>): string[] {
  const storage = getMetadataStorage();
  return Object.keys(storage.groupByPropertyName(storage.getTargetValidationMetadatas(type, '', false, false)));
}

/** Values of which the libraries accept each for the property, when the rest of the payload is left out of account. */
function acceptable(type: Type<object>, name: string): unknown[] {
  return fc.sample(anything, { numRuns: 300, seed: 7 }).filter((value) => {
    const result = outcome(() => validateWithLibraries(type, { [name]: value }));
    return !JSON.stringify(result).includes(`"path":"${name}`);
  });
}

function payloads(type: Type<object>): fc.Arbitrary<object> {
  const known = names(type);
  const good = Object.fromEntries(
    known.map((name) => [name, fc.option(fc.constantFrom(...acceptable(type, name)), { nil: undefined, freq: 6 })]),
  );
  const whole = fc
    .record(good)
    .map((value) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)));
  const broken = object([...known, ...HOSTILE], anything);
  return fc.oneof(
    { weight: 4, arbitrary: whole },
    { weight: 3, arbitrary: fc.tuple(whole, broken).map(([a, b]) => ({ ...a, ...b })) },
    broken,
  );
}

describe('the validation of every DTO', () => {
  const types = new Map<string, Type<object>>();
  beforeAll(async () => {
    for (const file of readdirSync(SRC, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.dto.ts')) continue;
      const exported = (await import(pathToFileURL(join(SRC, file)).href)) as Readonly<Record<string, unknown>>;
      for (const [name, value] of Object.entries(exported)) {
        if (typeof value === 'function' && name.endsWith('Dto')) types.set(name, value as Type<object>);
      }
    }
  });

  it('gives what the libraries give: the same instance, or the same errors', () => {
    expect(types.size).toBeGreaterThan(30);
    for (const [name, type] of types) {
      const validator = new PayloadValidator();
      fc.assert(
        fc.property(payloads(type), (payload) => {
          const expected = outcome(() => validateWithLibraries(type, payload));
          expect(
            outcome(() => validator.validate(type, payload)),
            name,
          ).toStrictEqual(expected);
        }),
        { numRuns: 300 },
      );
    }
  });

  it('needs the libraries only for the classes that are known to', () => {
    const slow = [...types.values()].filter((type) => {
      // What the server API only ever answers has no rules.
      if (names(type).length === 0) return false;
      const samples = fc.sample(payloads(type), { numRuns: 300, seed: 1 });
      return samples.every((payload) => dtoReader(type)(payload) === undefined);
    });
    expect(slow.map(({ name }) => name).sort()).toEqual(FOR_THE_LIBRARIES);
  });
});
