import { beforeAll, describe, expect, it } from 'vitest';

import type { Locale } from '../../src/errors/catalogue.js';
import type { ErrorBody } from '../../src/errors/coded-error.js';
import { commandNames } from '../../src/realtime/commands/command.decorator.js';
import { CommandLog } from '../../src/telemetry/command-log.js';
import { startApp } from '../support/app.js';
import { collect, request } from '../support/client.js';
import { onCleanup } from '../support/cleanup.js';
import { ask, askWithoutCallback, expectError } from './commands/asking.js';
import { exempt, type Payload, type Row } from './commands/row.js';
import { COMMANDS } from './commands/rows.js';
import { MARKER, World } from './commands/world.js';

const LOCALES: readonly Locale[] = ['ar', 'en'];
const SUCCESS = { data: expect.any(Object) as object };

// Real: the application, PostgreSQL, sockets.
describe('every command', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create(await startApp());
  });

  /** Sends what `payload` makes of a valid payload, in both languages, and expects the code. */
  async function refuses(
    row: Row,
    code: Parameters<typeof expectError>[1],
    payload: (valid: Payload) => unknown,
  ): Promise<void> {
    for (const locale of LOCALES) {
      const socket = await world.socket(row.namespace, row.sender, locale);
      const sent = payload(await row.valid(world, socket));
      const { error } = await ask(socket, row.event, ...(sent === undefined ? [] : [sent]));
      expectError(error, code, locale, row.event);
    }
  }

  it('has its rows in this table, and a reason for each case that it is exempt from', () => {
    expect(COMMANDS.map(({ event }) => event).sort()).toEqual(commandNames().sort());
    const reasons = COMMANDS.flatMap((row) => Object.values(row).filter(exempt)).map(({ because }) => because);
    expect(reasons).not.toContain('');
  });

  describe.each(COMMANDS)('$event', (row) => {
    it('succeeds with a valid payload', async () => {
      for (const locale of LOCALES) {
        const socket = await world.socket(row.namespace, row.sender, locale);
        const reply = await ask(socket, row.event, await row.valid(world, socket));
        expect(reply).toEqual(SUCCESS);
      }
    });

    it('takes no payload, and null, for an empty one', async () => {
      for (const payload of [undefined, null, {}]) {
        if (row.required.length > 0) {
          await refuses(row, 'VALIDATION_FAILED', () => payload);
        } else {
          const socket = await world.socket(row.namespace, row.sender);
          const reply = await ask(socket, row.event, ...(payload === undefined ? [] : [payload]));
          expect(reply).toEqual(SUCCESS);
        }
      }
    });

    it('refuses a payload that is no object', async () => {
      for (const payload of [MARKER, '', 12345, 0, true, false, [], [MARKER], Buffer.from(MARKER), Buffer.alloc(0)]) {
        await refuses(row, 'VALIDATION_FAILED', () => payload);
      }
    });

    it('refuses more than one argument', async () => {
      const socket = await world.socket(row.namespace, row.sender);
      const { error } = await ask(socket, row.event, await row.valid(world, socket), MARKER);
      expectError(error, 'VALIDATION_FAILED', 'en', row.event);
    });

    it('refuses each field with a value of another type, and takes null as its absence', async () => {
      const socket = await world.socket(row.namespace, row.sender);
      for (const [field, value] of Object.entries(await row.valid(world, socket))) {
        const valid = await row.valid(world, socket);
        for (const wrong of othersThan(value)) {
          const { error } = await ask(await fresh(), row.event, { ...valid, [field]: wrong });
          expectError(error, 'VALIDATION_FAILED', 'en', row.event);
          for (const { path } of pathsOf(error)) expect(path.split('.')[0]).toBe(field);
        }
        const outcome = await ask(socket, row.event, { ...valid, [field]: null });
        if (row.required.includes(field)) expectError(outcome.error, 'VALIDATION_FAILED', 'en', row.event);
        else expect(outcome.error?.code ?? 'VALIDATION_FAILED').toBe('VALIDATION_FAILED');
      }

      async function fresh(): Promise<typeof socket> {
        const another = await world.socket(row.namespace, row.sender);
        await row.valid(world, another);
        return another;
      }
    });

    it('refuses a payload without a required field', async () => {
      for (const field of row.required) {
        await refuses(row, 'VALIDATION_FAILED', ({ [field]: _missing, ...rest }) => rest);
      }
    });

    it('refuses an unknown field, nested ones too', async () => {
      await refuses(row, 'VALIDATION_FAILED', (valid) => ({ ...valid, surplus: MARKER }));
      await refuses(row, 'VALIDATION_FAILED', (valid) => ({ ...valid, [`${MARKER} key`]: MARKER }));
      const { since } = (await row.valid(world, await world.socket(row.namespace, row.sender))) as { since?: object };
      if (since !== undefined) {
        await refuses(row, 'VALIDATION_FAILED', (valid) => ({ ...valid, since: { ...since, surplus: MARKER } }));
      }
    });

    it('refuses what is too long', async () => {
      if (exempt(row.tooLong)) return;
      for (const change of row.tooLong) {
        await refuses(row, 'VALIDATION_FAILED', (valid) => ({ ...valid, ...change }));
      }
    });

    it("refuses another user's id", async () => {
      if (exempt(row.anotherUser)) return;
      const { change, code } = row.anotherUser;
      const theirs = await change(world);
      await refuses(row, code, (valid) => ({ ...valid, ...theirs }));
    });

    it('wants the room joined', async () => {
      if (exempt(row.notJoined)) return;
      for (const locale of LOCALES) {
        const joined = await world.socket(row.namespace, row.sender, locale);
        const payload = await row.valid(world, joined);
        const { error } = await ask(await world.socket(row.namespace, row.sender, locale), row.event, payload);
        expectError(error, 'NOT_JOINED', locale, row.event);
      }
    });

    it('refuses who has no access, with the answer for what does not exist', async () => {
      if (exempt(row.noAccess)) return;
      if (row.noAccess === 'by role') {
        for (const locale of LOCALES) {
          const payload = await row.valid(world, await world.socket(row.namespace, row.sender));
          const { error } = await ask(await world.socket(row.namespace, 'layla', locale), row.event, payload);
          expectError(error, 'FORBIDDEN', locale, row.event);
        }
        return;
      }
      const socket = await world.socket(row.namespace, row.sender);
      const valid = await row.valid(world, socket);
      const [theirs, nothing] = row.noAccess;
      const refused = await ask(await world.socket(row.namespace, row.sender), row.event, { ...valid, ...theirs });
      const absent = await ask(await world.socket(row.namespace, row.sender), row.event, { ...valid, ...nothing });
      expectError(refused.error, 'FORBIDDEN', 'en', row.event);
      expect(absent).toEqual(refused);
      await refuses(row, 'FORBIDDEN', (payload) => ({ ...payload, ...theirs }));
    });

    it('tells a failure as the event `error` when there is no callback, and a success as nothing', async () => {
      for (const locale of LOCALES) {
        const socket = await world.socket(row.namespace, row.sender, locale);
        expectError(await askWithoutCallback(socket, row.event, MARKER), 'VALIDATION_FAILED', locale, row.event);
      }
      const socket = await world.socket(row.namespace, row.sender);
      const payload = await row.valid(world, socket);
      const errors = collect(socket, 'error');
      const done = new Promise<string>((resolve) => {
        const stop = world.app.get(CommandLog).observe(({ socketId, event, outcome }) => {
          if (socketId === socket.id && event === row.event) resolve(outcome);
        });
        onCleanup(stop);
      });
      socket.emit(row.event, payload);
      expect(await done).toBe('ok');
      await request(socket, 'barrier');
      expect(errors.items).toEqual([]);
    });

    it('happens once for each client id, and returns the first result to a repeat', async () => {
      if (exempt(row.repeated)) return;
      const { fields, effect } = row.repeated;
      const watcher = await world.socket(row.namespace, 'omar');
      if (row.namespace === '/chat') await world.joinConversation(watcher);
      if (row.namespace === '/projects') await world.joinProject(watcher);
      const seen = collect(watcher, effect);
      const socket = await world.socket(row.namespace, row.sender);
      for (const field of fields) {
        const before = seen.items.length;
        const id = `${row.event}.${field}`.replaceAll(':', '-');
        const command = { ...(await row.valid(world, socket)), [field]: `${id}.1` };
        const [first, together] = await Promise.all([
          request(socket, row.event, command),
          request(socket, row.event, command),
        ]);
        const later = await ask(await fresh(), row.event, command);
        expect(first).toEqual(SUCCESS);
        expect(together).toEqual(first);
        expect(later).toEqual(first);
        await request(socket, row.event, { ...(await row.valid(world, socket)), [field]: `${id}.2` });
        await seen.until(before + 2);
        expect(seen.items).toHaveLength(before + 2);
      }

      async function fresh(): Promise<typeof socket> {
        const another = await world.socket(row.namespace, row.sender);
        await row.valid(world, another);
        return another;
      }
    });
  });
});

function pathsOf(error: ErrorBody | undefined): readonly { readonly path: string }[] {
  return Array.isArray(error?.details) ? (error.details as { path: string }[]) : [];
}

/** Values of every type but that of `value`. */
function othersThan(value: unknown): unknown[] {
  const typeOf = (any: unknown): string => (Array.isArray(any) ? 'array' : typeof any);
  const all = [`${MARKER} !`, 12345, true, { x: MARKER }, [MARKER], [[]], Buffer.from(MARKER), Buffer.alloc(0)];
  return all.filter((other) => typeOf(other) !== typeOf(value) || Buffer.isBuffer(other));
}
