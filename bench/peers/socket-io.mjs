// Bare Socket.IO: no validation, no access control, nothing stored.
// COMPRESS=1: with the specification's compression. REDIS_URL: with the specification's adapter.
import { createServer } from 'node:http';

import { createAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Server } from 'socket.io';

const { COMPRESS, REDIS_URL } = process.env;

function adapter() {
  const publisher = new Redis(REDIS_URL);
  return createAdapter(publisher, publisher.duplicate());
}

const http = createServer();
const io = new Server(http, {
  pingTimeout: 60_000,
  pingInterval: 25_000,
  ...(COMPRESS === '1' ? { perMessageDeflate: { threshold: 1024, zlibDeflateOptions: { level: 6 } } } : {}),
  ...(REDIS_URL === undefined ? {} : { adapter: adapter() }),
});
const chat = io.of('/chat');
chat.on('connection', (socket) => {
  socket.on('chat:join', ({ conversationId }, ack) => {
    socket.join(conversationId);
    ack({ data: {} });
  });
  socket.on('chat:message', (message, ack) => {
    chat.to(message.conversationId).emit('chat:message', message);
    ack({ data: {} });
  });
  socket.on('chat:typing', (typing, ack) => {
    socket.to(typing.conversationId).emit('user:typing', typing);
    ack({ data: {} });
  });
});
http.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${http.address().port}`));
process.on('SIGTERM', () => process.exit(0));
