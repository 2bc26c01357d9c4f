import type { Socket } from 'socket.io-client';

import { command } from '../../support/client.js';
import type { Exempt, Payload, Row } from './row.js';
import { MARKER, NOTHING, type World } from './world.js';

const since = { epoch: MARKER, seq: 1 };
const noClientId: Exempt = { because: 'it takes no clientId: a repeat changes nothing more by its nature' };
const ownInbox: Exempt = { because: "it is about the caller's own inbox, subscribed or not" };
const nobodyElses: Row['anotherUser'] = { change: async () => ({ userId: 'omar' }), code: 'VALIDATION_FAILED' };
const noAccess: Row['noAccess'] = [{ userId: 'omar' }, { userId: NOTHING }];

/** PROTOCOL §6. */
export const NOTIFICATION_ROWS: readonly Row[] = [
  {
    event: 'notifications:subscribe',
    namespace: '/notifications',
    sender: 'layla',
    valid: async () => ({ userId: 'layla', since }),
    required: ['userId'],
    tooLong: [{ userId: MARKER.repeat(7) }, { since: { ...since, epoch: MARKER.repeat(7) } }],
    anotherUser: { change: async () => ({ userId: 'omar' }), code: 'FORBIDDEN' },
    notJoined: { because: 'it is what joins' },
    noAccess,
    storeAway: {},
    repeated: noClientId,
  },
  {
    event: 'notifications:unsubscribe',
    namespace: '/notifications',
    sender: 'layla',
    async valid(_world: World, socket: Socket): Promise<Payload> {
      await command(socket, 'notifications:subscribe', { userId: 'layla' });
      return { userId: 'layla' };
    },
    required: ['userId'],
    tooLong: [{ userId: MARKER.repeat(7) }],
    anotherUser: { change: async () => ({ userId: 'omar' }), code: 'FORBIDDEN' },
    notJoined: true,
    noAccess,
    storeAway: { because: 'it touches nothing that is stored' },
    repeated: { because: 'it takes no clientId, and a second one is NOT_JOINED' },
  },
  {
    event: 'notification:read',
    namespace: '/notifications',
    sender: 'layla',
    valid: async (world) => ({ notificationId: await world.notification('layla') }),
    required: ['notificationId'],
    tooLong: [{ notificationId: MARKER.repeat(7) }],
    anotherUser: { change: async (world) => ({ notificationId: await world.notification('omar') }), code: 'FORBIDDEN' },
    notJoined: ownInbox,
    noAccess: [{ notificationId: NOTHING }, { notificationId: `${NOTHING}.1` }],
    storeAway: {},
    repeated: noClientId,
  },
  {
    event: 'notification:readAll',
    namespace: '/notifications',
    sender: 'layla',
    valid: async () => ({}),
    required: [],
    tooLong: { because: 'it takes no fields' },
    anotherUser: nobodyElses,
    notJoined: ownInbox,
    noAccess: { because: 'everyone has access to their own inbox' },
    storeAway: {},
    repeated: noClientId,
  },
  {
    event: 'notification:list',
    namespace: '/notifications',
    sender: 'layla',
    valid: async () => ({ before: 100, limit: 10, unreadOnly: true }),
    required: [],
    tooLong: [{ limit: 101 }, { before: Number.MAX_SAFE_INTEGER + 1 }],
    anotherUser: nobodyElses,
    notJoined: ownInbox,
    noAccess: { because: 'everyone has access to their own inbox' },
    storeAway: {},
    repeated: noClientId,
  },
];
