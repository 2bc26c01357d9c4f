import fc from 'fast-check';
import { expect, it } from 'vitest';

import { CodedError, type ErrorDetails } from '../../src/errors/coded-error.js';
import { checkOptionalId, checkRecipients, validContent } from '../../src/notifications/notification-rules.js';
import { EmitNotificationDto } from '../../src/notifications/notifications.dto.js';
import type { NotificationContent } from '../../src/notifications/notifications.protocol.js';
import { PayloadValidator } from '../../src/realtime/commands/payload-validator.js';

type Input = NotificationContent & { readonly userIds: string[]; readonly clientId?: string | null };

/** The paths that are refused, in any order; undefined when nothing is. */
function refused(run: () => unknown): string[] | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const details: ErrorDetails = error.details ?? [];
    return 'errorId' in details ? [] : details.map(({ path }) => path).toSorted();
  }
}

const text = fc.constantFrom<unknown>(
  ...['a', 'مرحبا', '', ' ', 'x'.repeat(64), 'x'.repeat(65), 'x'.repeat(200), 'x'.repeat(201), 'x'.repeat(4000)],
  ...['x'.repeat(4001), '\u0000', 'a\ud800', 5, null, undefined, {}, []],
);
const data = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, {}, [], 'a', 5, new Date(0), { a: { b: [1, 'x', null, true] } }),
  fc.constantFrom<unknown>(
    { a: NaN },
    { a: 'x'.repeat(17_000) },
    { a: '\u0000' },
    { a: { a: { a: { a: { a: {} } } } } },
  ),
  fc.dictionary(fc.constantFrom('a', 'b', 'constructor', '__proto__'), fc.jsonValue({ maxDepth: 4 })),
);
const ids = fc.constantFrom<unknown>(
  ...[['layla'], ['layla', 'omar', 'layla'], [], ['a b'], ['x'.repeat(65)], [''], [5], 'layla', undefined],
  Array.from({ length: 1000 }, () => 'a'),
  Array.from({ length: 1001 }, () => 'a'),
);
const input = fc.record({
  userIds: ids,
  type: text,
  title: text,
  body: text,
  data,
  clientId: fc.constantFrom<unknown>('a', '', 'a b', null, undefined, 5),
});

it('The emitter refuses what the server API refuses, and nothing else', () => {
  const validator = new PayloadValidator();
  fc.assert(
    fc.property(input, (given) => {
      const { userIds, clientId, ...content } = given as Input;
      const paths = [
        refused(() => checkRecipients(userIds)),
        refused(() => validContent(content)),
        refused(() => checkOptionalId(clientId, 'clientId')),
      ].flatMap((found) => found ?? []);
      const byDto = refused(() => validator.validate(EmitNotificationDto, given)) ?? [];
      // Keys such as `constructor`, which the server API refuses before it looks at anything else.
      if (byDto[0] === '?') expect(paths).toContain('data');
      else expect(paths.toSorted()).toEqual([...new Set(byDto.map((path) => path.replace(/\.\d+$/, '')))]);
    }),
    { numRuns: 3000 },
  );
});
