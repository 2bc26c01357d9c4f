import { PEERS } from './peers.mjs';

const AT_ONCE = 32;
const ROOM_MEMBERS = 1000;
/** Sockets, and users, in each of the small rooms. */
export const SMALL_ROOM = 5;

const filled = new Set();

/**
 * Fills the directory of the product through its server API: `rooms` conversations of five users each, and the
 * conversation `room` of the first thousand. The others have no directory. Once for every database.
 */
export async function fillDirectory(peer, port, database, rooms) {
  const { apiKey } = PEERS[peer];
  const key = `${database} ${rooms}`;
  if (apiKey === undefined || filled.has(key)) return;
  const users = Math.max(ROOM_MEMBERS, rooms * SMALL_ROOM);
  const put = async (path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}/v1/${path}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  await times(users, (i) => put(`users/u${i}`, { displayName: `user ${i}`, role: 'member' }));
  await times(rooms, (i) => put(`conversations/c${i}`, { title: `room ${i}`, memberIds: membersOf(i) }));
  await put('conversations/room', {
    title: 'room',
    memberIds: Array.from({ length: ROOM_MEMBERS }, (_, i) => `u${i}`),
  });
  filled.add(key);
}

/** The users of the small room `c<i>`. */
export function membersOf(i) {
  return Array.from({ length: SMALL_ROOM }, (_, member) => `u${i * SMALL_ROOM + member}`);
}

async function times(count, act) {
  let next = 0;
  const lane = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
