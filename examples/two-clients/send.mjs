// Sends one message, exactly once: node send.mjs "Hello"
import { randomUUID } from 'node:crypto';
import { io } from 'socket.io-client';

const { TOKEN, SERVER = 'http://127.0.0.1:3000' } = process.env;
const conversationId = 'general';
const message = { conversationId, content: process.argv[2] ?? 'Hello', clientMessageId: randomUUID() };

const chat = io(`${SERVER}/chat`, { auth: { token: TOKEN, locale: 'en' } });

// When the connection breaks before the answer, this runs again. The same clientMessageId makes the repeat harmless.
chat.on('connect', () => {
  chat.emit('chat:join', { conversationId });
  chat.emit('chat:message', message, ({ data, error }) => {
    console.log(error ? error.message : `stored as #${data.seq}`);
    chat.disconnect();
  });
});

chat.on('connect_error', ({ message: reason }) => console.error(reason));
