import { io } from 'socket.io-client';

const { TOKEN, SERVER = 'http://127.0.0.1:3000' } = process.env;
const [text] = process.argv.slice(2);
const conversationId = 'general';
const message = { conversationId, content: text, clientMessageId: crypto.randomUUID() };
const show = ({ senderId, content }) => console.log(`${senderId}: ${content}`);
let position;

const chat = io(`${SERVER}/chat`, { auth: { token: TOKEN, locale: 'en' } });

chat.on('connect', () => {
  chat.emit('chat:join', { conversationId, since: position, history: 50 }, ({ data, error }) => {
    if (error) return console.error(error.message);
    console.log('-- joined --');
    if (data.recovered)
      for (const { event, data: missed } of data.events) chat.listeners(event).forEach((on) => on(missed));
    else data.messages.forEach(show);
    position = { epoch: data.epoch, seq: data.seq };
  });
  // Answered when it is stored. Sent again after a reconnection, it is still there once.
  if (text)
    chat.emit('chat:message', message, ({ data, error }) => console.log(error?.message ?? `stored #${data.seq}`));
});
// The sender's own too: what the server says is what is shown, in one order for everyone.
chat.on('chat:message', show);
chat.onAny((_event, data) => data?.seq && (position = { ...position, seq: data.seq }));
chat.on('user:typing', ({ userId, isTyping }) => isTyping && console.log(`${userId} is typing`));
