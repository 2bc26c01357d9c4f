import { EventEmitter } from 'node:events';

import { beforeEach, describe, expect, it, vi } from 'vitest';

import { Caller } from '../realtime/caller.js';
import { Session } from '../realtime/session.js';
import type { CommandRecord } from '../telemetry/command-record.js';
import { TailService } from './tail.service.js';

// Real: the service, its tails and the callers. Sockets and the command log stand in memory.
describe('TailService', () => {
  let sockets: Map<string, EventEmitter>;
  let observers: Set<(record: CommandRecord) => void>;
  let told: string[];
  let tails: TailService;

  beforeEach(() => {
    sockets = new Map(['one', 'two'].map((id) => [id, new EventEmitter()]));
    observers = new Set();
    told = [];
    const log = {
      observe: (observer: (record: CommandRecord) => void) => {
        observers.add(observer);
        return () => observers.delete(observer);
      },
    };
    const server = { socket: (_namespace: string, id: string) => sockets.get(id) };
    const broadcaster = { toSocket: (_namespace: string, id: string) => told.push(id) };
    tails = new TailService(log as never, server as never, broadcaster as never);
  });

  function callerOf(socketId: string): Caller {
    const session = new Session('s', 'admin', 'admin', 'en', false, '127.0.0.1', new Date());
    return new Caller(session, socketId, '/admin', 'admin:tail', vi.fn(), vi.fn());
  }

  function follow(socketId: string): void {
    const caller = callerOf(socketId);
    tails.follow(caller, {});
    caller.succeed(undefined);
  }

  function happens(): void {
    for (const observer of observers) {
      observer({
        at: '2026-01-01T00:00:00.000Z',
        userId: 'layla',
        socketId: 's',
        namespace: '/',
        event: 'presence:set',
        outcome: 'ok',
        durationMs: 1,
        ip: '10.0.0.1',
      });
    }
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
});
