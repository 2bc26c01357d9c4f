import { comeBack, handshakes, memoryOfConnections } from './connections.mjs';
import { idleLatency, roomLatency, smallRoomLatency } from './latency.mjs';
import { fanOut, hotRoom, smallRooms } from './throughput.mjs';
import { twoNodes } from './two-nodes.mjs';

/**
 * Every work: what it is, who does it, how, and which figure of a run counts. `quick` names the peers of the short
 * version; without any it is not in it. A work that builds on another one's result comes after it.
 */
export const WORKS = [
  {
    id: 'room-200',
    title: 'One room of 200, 100 B, no compression negotiated',
    figure: 'deliveries',
    peers: ['depth', 'depth-embedded', 'socket.io', 'specified-plain', 'nest', 'socketcluster', 'ws', 'uws'],
    quick: ['depth', 'socket.io'],
    run: fanOut({ readers: 200, size: 100 }),
  },
  {
    id: 'room-1000',
    title: 'One room of 1,000, 100 B, no compression negotiated',
    figure: 'deliveries',
    peers: ['depth', 'socket.io', 'specified-plain', 'ws', 'uws'],
    quick: [],
    run: fanOut({ readers: 1000, size: 100 }),
  },
  {
    id: 'room-200-2k',
    title: 'One room of 200, 2 KB, no compression negotiated',
    figure: 'deliveries',
    peers: ['depth', 'socket.io'],
    quick: [],
    run: fanOut({ readers: 200, size: 2048 }),
  },
  {
    id: 'room-200-deflate',
    title: 'One room of 200, 100 B, compression negotiated',
    figure: 'deliveries',
    peers: ['depth', 'specified'],
    quick: ['depth', 'specified'],
    run: fanOut({ readers: 200, size: 100, deflate: true }),
  },
  {
    id: 'room-200-2k-deflate',
    title: 'One room of 200, 2 KB, compression negotiated',
    figure: 'deliveries',
    peers: ['depth', 'specified'],
    quick: [],
    run: fanOut({ readers: 200, size: 2048, deflate: true }),
  },
  {
    id: 'small-rooms',
    title: 'Small rooms: conversations of 5, acked messages',
    figure: 'messages',
    peers: ['depth', 'depth-embedded', 'socket.io', 'nest', 'transaction', 'ws', 'uws'],
    quick: ['depth', 'depth-embedded', 'socket.io', 'transaction'],
    run: smallRooms({}),
  },
  {
    id: 'hot-room',
    title: 'One hot conversation of 5, acked messages',
    figure: 'messages',
    peers: ['depth', 'depth-embedded', 'socket.io', 'transaction'],
    quick: [],
    run: hotRoom,
  },
  {
    id: 'typing',
    title: 'Typing in rooms of 5 (not stored)',
    figure: 'messages',
    peers: ['depth', 'socket.io', 'nest', 'uws'],
    quick: ['depth', 'socket.io'],
    run: smallRooms({ event: 'typing' }),
  },
  {
    id: 'latency-room',
    title: 'Latency in a room of 200 at half of what bare Socket.IO can do',
    figure: 'latency',
    peers: ['depth', 'depth-embedded', 'socket.io'],
    quick: [],
    run: roomLatency({ readers: 200, capacityOf: 'room-200' }),
  },
  {
    id: 'latency-small-rooms',
    title: 'Latency in rooms of 5 at half of what bare Socket.IO can do',
    figure: 'latency',
    peers: ['depth', 'depth-embedded', 'socket.io'],
    quick: [],
    run: smallRoomLatency({ capacityOf: 'small-rooms' }),
  },
  {
    id: 'latency-idle',
    title: 'Latency of one message on an idle server (not stored)',
    figure: 'latency',
    peers: ['depth', 'socket.io', 'nest'],
    quick: ['depth', 'socket.io'],
    run: idleLatency,
  },
  {
    id: 'two-nodes-typing',
    title: 'Two nodes, from A to B, not stored',
    figure: 'latency',
    peers: ['depth-cluster', 'redis', 'specified-plain'],
    quick: ['depth-cluster', 'redis'],
    run: twoNodes({ event: 'typing' }),
  },
  {
    id: 'two-nodes-message',
    title: 'Two nodes, from A to B, stored first',
    figure: 'latency',
    peers: ['depth-cluster', 'redis', 'specified-plain'],
    quick: [],
    run: twoNodes({ event: 'message' }),
  },
  {
    id: 'memory',
    title: 'Memory of an idle connection',
    figure: 'kiBPerConnection',
    peers: ['depth', 'socket.io', 'nest'],
    quick: ['depth', 'socket.io'],
    run: memoryOfConnections,
  },
  {
    id: 'handshakes',
    title: 'Handshakes',
    figure: 'handshakes',
    peers: ['depth', 'socket.io', 'nest'],
    quick: ['depth', 'socket.io'],
    run: handshakes,
  },
  {
    id: 'come-back',
    title: 'Everyone comes back after a cut',
    figure: 'backPerSecond',
    peers: ['depth', 'socket.io'],
    quick: [],
    run: comeBack,
  },
];
