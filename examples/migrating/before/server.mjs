// A chat server as it is often written with Socket.IO alone.
import { createServer } from 'node:http';
import jwt from 'jsonwebtoken';
import { Server } from 'socket.io';

const { JWT_SECRET, PORT = '3000' } = process.env;
const members = { general: ['layla', 'omar'] };
const history = [];

const http = createServer();
const io = new Server(http);
const chat = io.of('/chat');

chat.use((socket, next) => {
  try {
    socket.data.userId = jwt.verify(socket.handshake.auth.token, JWT_SECRET).userId;
    next();
  } catch {
    next(new Error('invalid token'));
  }
});

chat.on('connection', (socket) => {
  const { userId } = socket.data;
  socket.on('join', (conversationId) => {
    if (!members[conversationId]?.includes(userId)) return;
    socket.join(conversationId);
    socket.emit('history', history);
  });
  socket.on('message', ({ conversationId, content }) => {
    if (typeof content !== 'string' || !socket.rooms.has(conversationId)) return;
    const message = { senderId: userId, content, at: Date.now() };
    history.push(message);
    socket.to(conversationId).emit('message', message);
  });
  socket.on('typing', (conversationId) => socket.to(conversationId).emit('typing', userId));
});

http.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${http.address().port}`));
