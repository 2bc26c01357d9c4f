// ws alone: each message is framed once, and the frame is written to every socket of the room.
import { createServer } from 'node:http';

import { Sender, WebSocketServer } from 'ws';

import { HELLO, understand } from './frames.mjs';

const rooms = new Map();
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (ws, request) => {
  const tcp = request.socket;
  ws.send(HELLO);
  ws.on('message', (message) => {
    const asked = understand(message.toString());
    if (asked === undefined) return;
    if (asked.join !== undefined) {
      const room = rooms.get(asked.join) ?? new Set();
      rooms.set(asked.join, room.add(tcp));
      ws.on('close', () => room.delete(tcp));
    }
    if (asked.room !== undefined) {
      const options = { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true };
      const frame = Buffer.concat(Sender.frame(Buffer.from(asked.text), options));
      for (const socket of rooms.get(asked.room) ?? []) socket.write(frame);
    }
    ws.send(asked.ack);
  });
});
http.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${http.address().port}`));
process.on('SIGTERM', () => process.exit(0));
