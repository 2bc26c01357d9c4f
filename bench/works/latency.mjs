import { tokenFor } from '../fleet.mjs';
import { runLoad } from '../run-load.mjs';
import { roomClients, smallRoomClients } from './throughput.mjs';

/**
 * From writing to reading, at a fixed rate whatever the server does: half of what bare Socket.IO was measured to do in
 * this room, in this session.
 */
export const roomLatency =
  ({ readers, capacityOf }) =>
  (bench, peer) =>
    runLoad(bench, peer, {
      workers: 3,
      clientsOf: roomClients(readers, false),
      load: { mode: 'open', event: 'message', size: 100, rate: half(bench, capacityOf), stamps: true },
    });

/** The same in the small rooms. */
export const smallRoomLatency =
  ({ capacityOf }) =>
  (bench, peer) =>
    runLoad(bench, peer, {
      workers: 3,
      clientsOf: smallRoomClients(bench.rooms),
      load: { mode: 'open', event: 'message', size: 100, rate: half(bench, capacityOf) / 3, stamps: true },
    });

/** One message at a time that is not stored, from a client to another, on a server without other work. */
export const idleLatency = (bench, peer) =>
  runLoad(bench, peer, {
    workers: 1,
    clientsOf: (server) => [
      ['u0', 'u1'].map((userId, index) => ({
        port: server.port,
        dialect: server.dialect,
        room: 'room',
        token: tokenFor(userId),
        writer: index === 0,
      })),
    ],
    load: { mode: 'single', event: 'typing' },
  });

function half(bench, work) {
  return bench.medianOf(work, 'socket.io', 'messages') / 2;
}
