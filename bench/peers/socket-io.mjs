// Bare Socket.IO: no validation, no access, nothing stored. With COMPRESS=1 the specification's compression settings.
import { createServer } from 'node:http';

import { Server } from 'socket.io';

const http = createServer();
const io = new Server(
  http,
  process.env.COMPRESS === '1' ? { perMessageDeflate: { threshold: 1024, zlibDeflateOptions: { level: 6 } } } : {},
);
const chat = io.of('/chat');
chat.on('connection', (socket) => {
  socket.on('chat:join', ({ conversationId }, ack) => {
    socket.join(conversationId);
    ack?.({ data: {} });
  });
  socket.on('chat:message', (message, ack) => {
    chat.to(message.conversationId).emit('chat:message', message);
    ack?.({ data: {} });
  });
});
http.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${http.address().port}`));
process.on('SIGTERM', () => process.exit(0));
