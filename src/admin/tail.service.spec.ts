import { EventEmitter } from 'node:events';

import { beforeEach, describe, expect, it, vi } from 'vitest';

import { Caller } from '../realtime/commands/caller.js';
import { Session } from '../realtime/sockets/session.js';
import type { TailedCommand } from './admin.protocol.js';
import { filterKey } from './tail.js';
import { TailService } from './tail.service.js';

const LINE: TailedCommand = {
  at: '2026-01-01T00:00:00.000Z',
  nodeId: 'node',
  userId: 'layla',
  socketId: 's',
  namespace: '/',
  event: 'presence:set',
  outcome: 'ok',
  durationMs: 1,
};

// Real: the service, its tails and the callers. Sockets, the command log and the other nodes stand in memory.
describe('TailService', () => {
  let sockets: Map<string, EventEmitter>;
  let observers: Set<(record: TailedCommand) => void>;
  let told: string[];
  /** How many filters the other nodes were last asked for. */
  let wanted: number;
  let elsewhere: (key: string, line: TailedCommand) => void;
  let tails: TailService;

  beforeEach(() => {
    sockets = new Map(['one', 'two'].map((id) => [id, new EventEmitter()]));
    observers = new Set();
    told = [];
    wanted = 0;
    const commands = {
      observe: (observer: (record: TailedCommand) => void) => {
        observers.add(observer);
        return () => observers.delete(observer);
      },
    };
    const requests = {
      want: (filters: readonly object[]) => (wanted = filters.length),
      onLine: (listener: typeof elsewhere) => (elsewhere = listener),
    };
    const server = { socket: (_namespace: string, id: string) => sockets.get(id) };
    const broadcaster = { toSocket: (_namespace: string, id: string) => told.push(id) };
    tails = new TailService(commands as never, requests as never, server as never, broadcaster as never);
  });

  function callerOf(socketId: string): Caller {
    const session = new Session('s', 'admin', 'admin', 'en', false, '127.0.0.1', Date.now());
    return new Caller({ session, socketId, namespace: '/admin', answer: vi.fn() }, 'admin:tail');
  }

  function follow(socketId: string): void {
    const caller = callerOf(socketId);
    tails.follow(caller, {});
    caller.succeed(undefined);
  }

  function happens(): void {
    for (const observer of observers) observer(LINE);
  }

  it('starts after the answer, and not when there was none', () => {
    const caller = callerOf('one');
    tails.follow(caller, {});
    expect(observers.size).toBe(0);
    caller.fail({ code: 'TIMEOUT', message: '', retryable: true });
    expect(observers.size).toBe(0);
  });

  it('listens to the log once, for as long as anyone follows it', () => {
    follow('one');
    follow('two');
    follow('two');
    expect(observers.size).toBe(1);
    happens();
    expect(told).toEqual(['one', 'two']);
    tails.follow(callerOf('one'), { stop: true });
    expect(observers.size).toBe(1);
    tails.follow(callerOf('two'), { stop: true });
    expect(observers.size).toBe(0);
  });

  it('ends a tail with its socket', () => {
    follow('one');
    sockets.get('one')?.emit('disconnect');
    expect(observers.size).toBe(0);
  });

  it('starts none for a socket that has gone', () => {
    sockets.delete('one');
    follow('one');
    expect(observers.size).toBe(0);
  });

  it('keeps one listener at a socket, however often its filter changes', () => {
    for (let round = 0; round < 20; round += 1) {
      follow('one');
      tails.follow(callerOf('one'), { stop: true });
    }
    expect(sockets.get('one')?.listenerCount('disconnect')).toBeLessThanOrEqual(1);
  });

  it('ends every tail with the module', () => {
    follow('one');
    follow('two');
    tails.onModuleDestroy();
    expect(observers.size).toBe(0);
  });

  it('asks the other nodes for what is followed, and gives it to whom it concerns', () => {
    follow('one');
    follow('two');
    expect(wanted).toBe(2);
    elsewhere(filterKey({}), LINE);
    elsewhere(filterKey({ userId: 'layla' }), LINE);
    expect(told).toEqual(['one', 'two']);
    sockets.get('one')?.emit('disconnect');
    tails.follow(callerOf('two'), { stop: true });
    expect(wanted).toBe(0);
  });
});
