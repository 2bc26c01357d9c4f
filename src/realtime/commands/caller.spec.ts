import { beforeEach, describe, expect, it, vi } from 'vitest';

import { Session } from '../sockets/session.js';
import { Caller, type Reply } from './caller.js';

describe('Caller', () => {
  const session = new Session('s', 'layla', 'member', 'en', false, '127.0.0.1', Date.now());
  let replies: Reply[];
  let caller: Caller;

  beforeEach(() => {
    replies = [];
    const answer = (reply: Reply): void => {
      JSON.stringify(reply);
      replies.push(reply);
    };
    caller = new Caller({ session, socketId: 'socket', namespace: '/', answer }, 'say', 1);
  });

  it('is answered once, and tells of its completion before that', () => {
    const told: number[] = [];
    caller.completesWith([{ completed: () => told.push(replies.length) }]);
    expect(caller.succeed({ said: 'hi' })).toBe(true);
    expect(caller.succeed({ said: 'again' })).toBe(false);
    expect(replies).toEqual([{ data: { said: 'hi' } }]);
    expect(told).toEqual([0]);
  });

  it('is still to be answered when its answer cannot be written', () => {
    const error = { code: 'SOCKET_ERROR', message: 'failed', retryable: true } as const;
    expect(() => caller.succeed({ said: 1n })).toThrow(TypeError);
    expect(caller.pending).toBe(true);
    expect(caller.fail(error)).toBe(true);
    expect(replies).toEqual([{ error }]);
  });

  it('gives its lane free once: when it is placed, or else when it is answered', () => {
    const release = vi.fn();
    caller.occupies(release);
    caller.placed();
    expect(release).toHaveBeenCalledOnce();
    caller.succeed({});
    expect(release).toHaveBeenCalledOnce();
  });
});
