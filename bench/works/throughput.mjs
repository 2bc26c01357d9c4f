import { membersOf } from '../directory.mjs';
import { tokenFor } from '../fleet.mjs';
import { runLoad } from '../run-load.mjs';

/** Unanswered messages at any time: enough to keep every server busy, few enough to bound what it has queued. */
const windowFor = (size) => (size > 1000 ? 64 : 128);
const SMALL_ROOMS_WINDOW = 768;
/** The same in a burst: each of the 1,000 rooms has about eight, so that there is something to coalesce. */
const BURST_WINDOW = 8192;
const HOT_WINDOW = 256;
const LOAD_PROCESSES = 3;

const client = (server, room, userId, rest = {}) => ({
  port: server.port,
  dialect: server.dialect,
  room,
  token: tokenFor(userId),
  ...rest,
});

/** One room: its readers in two processes, the writer and the last of the readers in a third. */
export const roomClients = (readers, deflate) => (server) => {
  const all = Array.from({ length: readers - 1 }, (_, i) => client(server, 'room', `u${i + 1}`, { deflate }));
  return [
    all.slice(0, readers >> 1),
    all.slice(readers >> 1),
    [client(server, 'room', 'u0', { writer: true }), client(server, 'room', `u${readers - 1}`, { deflate })],
  ];
};

/** Many rooms of five, each wholly in one process; the first of the five writes. */
export const smallRoomClients =
  (rooms, writers = 1) =>
  (server) => {
    const parts = Array.from({ length: LOAD_PROCESSES }, () => []);
    for (let i = 0; i < rooms; i += 1) {
      const members = membersOf(i).map((userId, n) => client(server, `c${i}`, userId, { writer: n < writers }));
      parts[i % LOAD_PROCESSES].push(...members);
    }
    return parts;
  };

/** Deliveries of one room's messages. `readers` are the sockets in it, apart from the writer. */
export const fanOut =
  ({ readers, size, deflate = false }) =>
  (bench, peer) =>
    runLoad(bench, peer, {
      workers: 3,
      clientsOf: roomClients(readers, deflate),
      load: { mode: 'closed', event: 'message', size, window: bench.window ?? windowFor(size), sentinels: true },
    });

/** Messages acked and delivered in many rooms of five. */
export const smallRooms =
  ({ event = 'message', burst = false }) =>
  (bench, peer) =>
    runLoad(bench, peer, {
      workers: LOAD_PROCESSES,
      clientsOf: smallRoomClients(bench.rooms),
      // Typing may be dropped, so that nothing can be inferred from what the last reader has.
      load: {
        mode: 'closed',
        event,
        size: 100,
        window: Math.ceil((bench.window ?? (burst ? BURST_WINDOW : SMALL_ROOMS_WINDOW)) / LOAD_PROCESSES),
        sentinels: event === 'message',
      },
    });

/** The same in one room of five, of which all write. */
export const hotRoom = (bench, peer) =>
  runLoad(bench, peer, {
    workers: 1,
    clientsOf: (server) => [smallRoomClients(1, 5)(server)[0]],
    load: { mode: 'closed', event: 'message', size: 100, window: bench.window ?? HOT_WINDOW, sentinels: true },
  });
