import type { Socket } from 'socket.io-client';

import type { Exempt, Payload, Row } from './row.js';
import { CONVERSATION, MARKER, NOTHING, OTHERS, type World } from './world.js';

const conversationId = CONVERSATION;
const longId = { conversationId: MARKER.repeat(7) };
const longClientId = { clientId: MARKER.repeat(7) };
const longText = MARKER.repeat(801);

const noAccess: Row['noAccess'] = [{ conversationId: OTHERS }, { conversationId: NOTHING }];
const since = { epoch: MARKER, seq: 1 };
const url = `https://files.example.com/${MARKER}`;

const actorIsTheSession: Row['anotherUser'] = {
  // The actor is the session's user: there is no field for another.
  change: async () => ({ senderId: 'omar' }),
  code: 'VALIDATION_FAILED',
};
const membersOnly: Exempt = { because: 'it asks for membership, not for a socket that has joined' };
const noClientId: Exempt = { because: 'it takes no clientId: a repeat changes nothing more by its nature' };
const inMemory: Exempt = { because: 'it touches nothing that is stored' };

function inConversation(payload: (world: World) => Payload | Promise<Payload>) {
  return async (world: World, socket: Socket): Promise<Payload> => {
    await world.joinConversation(socket);
    return { conversationId, ...(await payload(world)) };
  };
}

/** PROTOCOL §4; each row is run under both of its names. */
export const CHAT_ROWS: readonly Row[] = [
  {
    event: 'chat:join',
    alias: 'conversation:join',
    namespace: '/chat',
    sender: 'layla',
    valid: async () => ({ conversationId, since, history: 10 }),
    required: ['conversationId'],
    tooLong: [longId, { history: 101 }, { since: { ...since, epoch: MARKER.repeat(7) } }],
    anotherUser: actorIsTheSession,
    notJoined: membersOnly,
    noAccess,
    storeAway: {},
    repeated: noClientId,
  },
  {
    event: 'chat:leave',
    alias: 'conversation:leave',
    namespace: '/chat',
    sender: 'layla',
    valid: inConversation(() => ({})),
    required: ['conversationId'],
    tooLong: [longId],
    anotherUser: actorIsTheSession,
    notJoined: true,
    noAccess,
    storeAway: inMemory,
    repeated: { because: 'it takes no clientId, and a second leave is NOT_JOINED' },
  },
  {
    event: 'chat:message',
    alias: 'message:send',
    namespace: '/chat',
    sender: 'layla',
    valid: inConversation(() => ({
      content: `text ${MARKER}`,
      type: 'file',
      metadata: { url, name: MARKER, size: 10, mimeType: 'image/png' },
    })),
    required: ['conversationId', 'content'],
    tooLong: [
      longId,
      longClientId,
      { clientMessageId: MARKER.repeat(7) },
      { content: longText },
      { metadata: { url, name: MARKER.repeat(26) } },
      { metadata: { url: `https://files.example.com/${MARKER.repeat(210)}` } },
    ],
    anotherUser: actorIsTheSession,
    notJoined: true,
    noAccess,
    storeAway: {},
    repeated: { fields: ['clientId', 'clientMessageId'], effect: 'chat:message' },
  },
  {
    event: 'chat:edit',
    alias: 'message:edit',
    namespace: '/chat',
    sender: 'layla',
    valid: inConversation(async (world) => ({ messageId: await world.message('layla'), content: MARKER })),
    required: ['conversationId', 'messageId', 'content'],
    tooLong: [longId, longClientId, { messageId: MARKER.repeat(7) }, { content: longText }],
    anotherUser: { change: async (world) => ({ messageId: await world.message('omar') }), code: 'FORBIDDEN' },
    notJoined: true,
    noAccess,
    storeAway: {},
    repeated: { fields: ['clientId'], effect: 'chat:updated' },
  },
  {
    event: 'chat:delete',
    alias: 'message:delete',
    namespace: '/chat',
    sender: 'layla',
    valid: inConversation(async (world) => ({ messageId: await world.message('layla') })),
    required: ['conversationId', 'messageId'],
    tooLong: [longId, longClientId, { messageId: MARKER.repeat(7) }],
    anotherUser: { change: async (world) => ({ messageId: await world.message('omar') }), code: 'FORBIDDEN' },
    notJoined: true,
    noAccess,
    storeAway: {},
    repeated: { fields: ['clientId'], effect: 'chat:deleted' },
  },
  {
    event: 'chat:typing',
    alias: 'conversation:typing',
    namespace: '/chat',
    sender: 'layla',
    valid: inConversation(() => ({ isTyping: true })),
    required: ['conversationId', 'isTyping'],
    tooLong: [longId],
    anotherUser: { change: async () => ({ userId: 'omar' }), code: 'VALIDATION_FAILED' },
    notJoined: true,
    noAccess,
    storeAway: inMemory,
    repeated: noClientId,
  },
  {
    event: 'chat:read',
    alias: 'message:read',
    namespace: '/chat',
    sender: 'layla',
    valid: inConversation(async (world) => ({ messageId: await world.message('omar') })),
    required: ['conversationId', 'messageId'],
    tooLong: [longId, { messageId: MARKER.repeat(7) }],
    anotherUser: { change: async (world) => ({ messageId: await world.message('omar', OTHERS) }), code: 'FORBIDDEN' },
    notJoined: true,
    noAccess,
    storeAway: {},
    repeated: noClientId,
  },
  {
    event: 'chat:history',
    alias: 'message:list',
    namespace: '/chat',
    sender: 'layla',
    valid: async () => ({ conversationId, before: 100, limit: 10 }),
    required: ['conversationId'],
    tooLong: [longId, { limit: 101 }, { before: Number.MAX_SAFE_INTEGER + 1 }],
    anotherUser: actorIsTheSession,
    notJoined: membersOnly,
    noAccess,
    storeAway: {},
    repeated: noClientId,
  },
];
