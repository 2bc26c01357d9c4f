import { io } from 'socket.io-client';

const { TOKEN, SERVER = 'http://127.0.0.1:3000' } = process.env;
const [text] = process.argv.slice(2);
const show = ({ senderId, content }) => console.log(`${senderId}: ${content}`);

const chat = io(`${SERVER}/chat`, { auth: { token: TOKEN } });

chat.on('connect', () => {
  chat.emit('join', 'general');
  // Is it stored? Did it arrive? Sent again after a reconnection, it would be there twice.
  if (text) chat.emit('message', { conversationId: 'general', content: text });
});
// After a reconnection everything comes again, and what was said between the two is found by hand.
chat.on('history', (messages) => {
  console.log('-- joined --');
  messages.forEach(show);
});
chat.on('message', show);
chat.on('typing', (userId) => console.log(`${userId} is typing`));
