import type { Socket } from 'socket.io-client';

import type { Exempt, Payload, Row } from './row.js';
import { MARKER, NOTHING, OTHERS, PROJECT, type World } from './world.js';

const projectId = PROJECT;
const longId = { projectId: MARKER.repeat(7) };
const longClientId = { clientId: MARKER.repeat(7) };
const url = `https://files.example.com/${MARKER}`;

const noAccess: Row['noAccess'] = [{ projectId: OTHERS }, { projectId: NOTHING }];
const since = { epoch: MARKER, seq: 1 };
const actorIsTheSession: Row['anotherUser'] = {
  // The actor is the session's user: there is no field for another.
  change: async () => ({ userId: 'omar' }),
  code: 'VALIDATION_FAILED',
};
const membersOnly: Exempt = { because: 'it asks for membership, not for a socket that has joined' };
const noClientId: Exempt = { because: 'it takes no clientId: a repeat changes nothing more by its nature' };

function inProject(payload: Payload) {
  return async (world: World, socket: Socket): Promise<Payload> => {
    await world.joinProject(socket);
    return { projectId, ...payload };
  };
}

/** PROTOCOL §5. */
export const PROJECT_ROWS: readonly Row[] = [
  {
    event: 'project:join',
    namespace: '/projects',
    sender: 'layla',
    valid: async () => ({ projectId, since }),
    required: ['projectId'],
    tooLong: [longId, { since: { ...since, epoch: MARKER.repeat(7) } }],
    anotherUser: actorIsTheSession,
    notJoined: membersOnly,
    noAccess,
    storeAway: {},
    repeated: noClientId,
  },
  {
    event: 'project:leave',
    namespace: '/projects',
    sender: 'layla',
    valid: inProject({}),
    required: ['projectId'],
    tooLong: [longId],
    anotherUser: actorIsTheSession,
    notJoined: true,
    noAccess,
    storeAway: { because: 'it touches nothing that is stored' },
    repeated: { because: 'it takes no clientId, and a second leave is NOT_JOINED' },
  },
  {
    event: 'project:statusUpdate',
    namespace: '/projects',
    sender: 'layla',
    valid: inProject({ status: 'in_progress', updatedBy: 'layla' }),
    required: ['projectId', 'status'],
    tooLong: [longId, longClientId, { updatedBy: MARKER.repeat(7) }, { status: MARKER.repeat(7) }],
    anotherUser: { change: async () => ({ updatedBy: 'omar' }), code: 'FORBIDDEN' },
    notJoined: true,
    noAccess,
    storeAway: {},
    repeated: { fields: ['clientId'], effect: 'project:statusUpdate' },
  },
  {
    event: 'project:progress',
    namespace: '/projects',
    sender: 'layla',
    valid: inProject({ progress: 75, milestone: `تصوير مكتمل ${MARKER}` }),
    required: ['projectId', 'progress'],
    tooLong: [longId, longClientId, { milestone: MARKER.repeat(21) }, { progress: 100.5 }, { progress: -1 }],
    anotherUser: actorIsTheSession,
    notJoined: true,
    noAccess,
    storeAway: {},
    repeated: { fields: ['clientId'], effect: 'project:progress' },
  },
  {
    event: 'project:comment',
    namespace: '/projects',
    sender: 'layla',
    valid: inProject({
      comment: `عمل رائع! ${MARKER}`,
      attachments: [{ url, name: MARKER, size: 10, mimeType: 'image/png' }],
    }),
    required: ['projectId', 'comment'],
    tooLong: [
      longId,
      longClientId,
      { comment: MARKER.repeat(801) },
      { attachments: Array.from({ length: 11 }, () => ({ url })) },
      { attachments: [{ url, name: MARKER.repeat(26) }] },
    ],
    anotherUser: actorIsTheSession,
    notJoined: true,
    noAccess,
    storeAway: {},
    repeated: { fields: ['clientId'], effect: 'project:comment' },
  },
  {
    event: 'project:history',
    namespace: '/projects',
    sender: 'layla',
    valid: async () => ({ projectId, before: 100, limit: 10 }),
    required: ['projectId'],
    tooLong: [longId, { limit: 101 }, { before: Number.MAX_SAFE_INTEGER + 1 }],
    anotherUser: actorIsTheSession,
    notJoined: membersOnly,
    noAccess,
    storeAway: {},
    repeated: noClientId,
  },
];
