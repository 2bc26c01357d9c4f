import type { Exempt, Row } from './row.js';
import { MARKER } from './world.js';

const noRoom: Exempt = { because: 'it is about no room' };
const theNamespace: Exempt = { because: 'who lacks the role is refused by the namespace itself: refusals.spec.ts' };
const inMemory: Exempt = { because: 'it touches nothing that is stored' };
const noFields: Exempt = { because: 'it takes no fields' };
const anyUser: Exempt = { because: 'an administrator may name any user' };
const actorIsTheSession: Row['anotherUser'] = { change: async () => ({ actorId: 'omar' }), code: 'VALIDATION_FAILED' };
const noClientId: Exempt = { because: 'it takes no clientId' };

type Given = Pick<Row, 'event' | 'valid'> & Partial<Row>;

function adminRow(row: Given): Row {
  return {
    namespace: '/admin',
    sender: 'admin',
    required: [],
    tooLong: noFields,
    anotherUser: actorIsTheSession,
    notJoined: noRoom,
    noAccess: theNamespace,
    storeAway: inMemory,
    repeated: noClientId,
    ...row,
  };
}

const longUserId = { userId: MARKER.repeat(7) };

/** PROTOCOL §8. */
export const ADMIN_ROWS: readonly Row[] = [
  adminRow({ event: 'admin:stats', valid: async () => ({}) }),
  adminRow({ event: 'admin:subscribe', valid: async () => ({}) }),
  adminRow({ event: 'admin:unsubscribe', valid: async () => ({}) }),
  adminRow({ event: 'admin:nodes', valid: async () => ({}) }),
  adminRow({
    event: 'admin:sockets',
    valid: async () => ({ userId: MARKER, namespace: '/chat', limit: 10 }),
    tooLong: [longUserId, { limit: 201 }, { cursor: MARKER.repeat(100) }, { room: 'r'.repeat(101) }],
  }),
  adminRow({
    event: 'admin:rooms',
    valid: async () => ({ namespace: '/chat', limit: 10 }),
    tooLong: [{ limit: 201 }, { cursor: MARKER.repeat(100) }],
  }),
  adminRow({
    event: 'admin:disconnect',
    valid: async () => ({ userId: 'quiet', reason: `reason ${MARKER}` }),
    required: ['userId', 'reason'],
    tooLong: [longUserId, { reason: MARKER.repeat(51) }],
    storeAway: {},
  }),
  adminRow({
    event: 'admin:revoke',
    valid: async () => ({ userId: 'quiet', reason: `reason ${MARKER}` }),
    required: ['userId'],
    tooLong: [longUserId, { reason: MARKER.repeat(51) }],
    storeAway: {},
  }),
  adminRow({
    event: 'admin:announce',
    valid: async () => ({ message: `announcement ${MARKER}`, level: 'info', rooms: ['user:quiet'] }),
    required: ['message'],
    tooLong: [{ message: MARKER.repeat(401) }, { rooms: Array.from({ length: 51 }, (_, index) => `user:${index}`) }],
    storeAway: {},
  }),
  adminRow({
    event: 'admin:tail',
    valid: async () => ({ userId: MARKER, namespace: '/chat', stop: false }),
    tooLong: [longUserId],
    anotherUser: anyUser,
  }),
  adminRow({
    event: 'admin:audit',
    valid: async () => ({ limit: 10 }),
    tooLong: [{ limit: 201 }, { cursor: MARKER.repeat(100) }],
    storeAway: {},
  }),
];
