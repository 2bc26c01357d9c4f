import { describe, expect, it } from 'vitest';

import { Caller, type Reply } from '../realtime/commands/caller.js';
import { ControlBus } from '../realtime/cluster/control-bus.js';
import { NodeIdentity } from '../realtime/cluster/node-identity.js';
import { Presence } from '../realtime/cluster/presence.js';
import { Roster } from '../realtime/cluster/roster.js';
import { Session } from '../realtime/sockets/session.js';
import { SocketServer } from '../realtime/sockets/socket-server.js';
import type { PresenceState } from './general.protocol.js';
import { PresenceService } from './presence.service.js';

// Real: the service, presence and the caller. What is sent, and when users were last here, stands in memory.
describe('PresenceService', () => {
  const noRedis = { configured: false } as never;
  const bus = new ControlBus(new SocketServer(), noRedis);
  const presence = new Presence(new Roster(bus, noRedis, new NodeIdentity()), bus);
  /** Everything that the socket gets, in order: what was answered, and what was told. */
  const received: PresenceState[] = [];
  const watched: string[] = [];
  const service = new PresenceService(
    presence,
    { of: async () => new Map(), left: () => new Date() } as never,
    { replace: (_socketId: string, userIds: readonly string[]) => watched.push(...userIds) } as never,
    { toSocket: (_to: string, _id: string, _event: string, data: PresenceState) => received.push(data) } as never,
  );

  function callerOf(): Caller {
    const session = new Session('s', 'layla', 'member', 'en', false, '127.0.0.1', Date.now());
    const answer = (reply: Reply): void => {
      if ('data' in reply) received.push(...(reply.data as { states: PresenceState[] }).states);
    };
    return new Caller({ session, socketId: 'socket', namespace: '/', answer }, 'presence:subscribe');
  }

  it('tells, after the answer, what has changed between the look and the answer', async () => {
    const caller = callerOf();
    presence.enter('omar');
    presence.enter('noor');
    const answer = await service.subscribe(caller, { userIds: ['omar', 'noor'] });
    presence.leave('omar');
    caller.succeed(answer);

    expect(received.map(({ userId, status }) => [userId, status])).toEqual([
      ['omar', 'online'],
      ['noor', 'online'],
      ['omar', 'offline'],
    ]);
    expect(watched).toEqual(['omar', 'noor']);
  });

  it('leaves the earlier subscription alone when the answer is a failure', async () => {
    watched.length = 0;
    const caller = callerOf();
    await service.subscribe(caller, { userIds: ['omar'] });
    caller.fail({ code: 'TIMEOUT', message: '', retryable: true });
    expect(watched).toEqual([]);
  });

  it('does not make a user away who has gone in the meantime', () => {
    service.set(callerOf(), { status: 'away' });
    presence.enter('layla');
    expect(presence.status('layla')).toBe('online');
  });
});
