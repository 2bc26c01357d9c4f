import type { Exempt, Row } from './row.js';
import { MARKER, NOTHING } from './world.js';

const noRoom: Exempt = { because: 'it is about no room' };
const noClientId: Exempt = { because: 'it takes no clientId: a repeat changes nothing more by its nature' };
const inMemory: Exempt = { because: 'it touches nothing that is stored' };
const forEveryone: Exempt = { because: 'everyone who is authenticated may' };

/** PROTOCOL §7. */
export const GENERAL_ROWS: readonly Row[] = [
  {
    event: 'private:message',
    namespace: '/',
    sender: 'layla',
    valid: async () => ({ userId: 'omar', message: `message ${MARKER}` }),
    required: ['userId', 'message'],
    tooLong: [{ userId: MARKER.repeat(7) }, { message: MARKER.repeat(401) }, { clientId: MARKER.repeat(7) }],
    anotherUser: { change: async () => ({ senderId: 'omar' }), code: 'VALIDATION_FAILED' },
    notJoined: noRoom,
    noAccess: [{ userId: NOTHING }, { userId: `${NOTHING}-either` }],
    // Users who were looked up a moment ago are known without the store.
    storeAway: { change: () => ({ userId: 'never-looked-up' }) },
    repeated: { fields: ['clientId'], effect: 'private:message' },
  },
  {
    event: 'announcement',
    namespace: '/',
    sender: 'admin',
    valid: async () => ({ message: `announcement ${MARKER}`, level: 'info', rooms: ['user:omar'] }),
    required: ['message'],
    tooLong: [
      { message: MARKER.repeat(401) },
      { rooms: [`user:${MARKER.repeat(7)}`] },
      { rooms: Array.from({ length: 51 }, (_, index) => `user:${index}`) },
    ],
    anotherUser: { change: async () => ({ senderId: 'omar' }), code: 'VALIDATION_FAILED' },
    notJoined: noRoom,
    noAccess: 'by role',
    storeAway: {},
    repeated: { because: 'it takes no clientId: each one is meant' },
  },
  {
    event: 'presence:subscribe',
    namespace: '/',
    sender: 'layla',
    valid: async () => ({ userIds: ['omar', MARKER] }),
    required: ['userIds'],
    tooLong: [{ userIds: Array.from({ length: 201 }, (_, index) => `u${index}`) }, { userIds: [MARKER.repeat(7)] }],
    anotherUser: { because: 'presence is told of any id; one that nobody has is offline' },
    notJoined: noRoom,
    noAccess: forEveryone,
    storeAway: { change: () => ({ userIds: ['never-looked-up'] }) },
    repeated: noClientId,
  },
  {
    event: 'presence:set',
    namespace: '/',
    sender: 'layla',
    valid: async () => ({ status: 'online' }),
    required: ['status'],
    tooLong: [{ status: MARKER.repeat(7) }],
    anotherUser: { change: async () => ({ userId: 'omar' }), code: 'VALIDATION_FAILED' },
    notJoined: noRoom,
    noAccess: forEveryone,
    storeAway: inMemory,
    repeated: noClientId,
  },
  {
    event: 'session:ping',
    namespace: '/',
    sender: 'layla',
    valid: async () => ({}),
    required: [],
    tooLong: [{ padding: MARKER.repeat(7) }],
    anotherUser: { change: async () => ({ userId: 'omar' }), code: 'VALIDATION_FAILED' },
    notJoined: noRoom,
    noAccess: forEveryone,
    storeAway: inMemory,
    repeated: noClientId,
  },
  {
    event: 'session:refresh',
    namespace: '/',
    sender: 'layla',
    valid: async (world) => ({ token: world.app.token('layla') }),
    required: ['token'],
    tooLong: { because: 'a long token is AUTH_INVALID, as at the connection: refusals.spec.ts' },
    anotherUser: { change: async (world) => ({ token: world.app.token('omar') }), code: 'FORBIDDEN' },
    notJoined: noRoom,
    noAccess: forEveryone,
    // The same as at the connection.
    storeAway: { change: (world) => ({ token: world.app.token('never-looked-up') }), code: 'AUTH_FAILED' },
    repeated: noClientId,
  },
];
