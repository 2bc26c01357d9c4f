/** The namespaces of the contract. */
export const NAMESPACES = ['/', '/chat', '/projects', '/notifications', '/admin'] as const;

export type Namespace = (typeof NAMESPACES)[number];

declare const roomBrand: unique symbol;

/** The name of a Socket.IO room. Only this file makes them. */
export type Room = string & { readonly [roomBrand]: true };

const room = (name: string): Room => name as Room;

/** Every socket of one user, in each namespace. */
export const userRoom = (userId: string): Room => room(`user:${userId}`);

/** Sockets that follow one conversation in the `chat:*` vocabulary. */
export const chatRoom = (conversationId: string): Room => room(`chat:${conversationId}`);

/** Sockets that follow one conversation in the `message:*` vocabulary. */
export const conversationRoom = (conversationId: string): Room => room(`conversation:${conversationId}`);

/** Sockets that follow one project. */
export const projectRoom = (projectId: string): Room => room(`project:${projectId}`);

/** The user's own sockets that are subscribed to their notifications. */
export const inboxRoom = (userId: string): Room => room(`inbox:${userId}`);

/** Administrators' sockets that are subscribed to the notifications of another user, perhaps of several. */
export const watchedInboxRoom = (userId: string): Room => room(`inbox-watch:${userId}`);

/** Sockets that watch one user's presence. */
export const presenceRoom = (userId: string): Room => room(`presence:${userId}`);

/** Administrators that watch the live numbers. */
export const STATS_ROOM = room('admin:stats');

/** Sockets that take their low-urgency events in batches. */
export const BATCH_ROOM = room('batch');

/** A room as other services name it, such as `project:launch-film`, and where its sockets are. */
export interface PublicRoom {
  readonly namespace: Namespace;
  readonly rooms: readonly Room[];
}

/** Resolves a public room name. Undefined when the name has no such form. */
export function publicRoom(name: string): PublicRoom | undefined {
  const match = /^(user|conversation|project):([A-Za-z0-9._-]{1,64})$/.exec(name);
  const [, kind, id] = match ?? [];
  if (kind === undefined || id === undefined) return undefined;
  switch (kind) {
    case 'user':
      return { namespace: '/', rooms: [userRoom(id)] };
    case 'conversation':
      return { namespace: '/chat', rooms: [chatRoom(id), conversationRoom(id)] };
    default:
      return { namespace: '/projects', rooms: [projectRoom(id)] };
  }
}
