// Shows a conversation as it happens, and after a pause exactly what was missed.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { io } from 'socket.io-client';

const { TOKEN, SERVER = 'http://127.0.0.1:3000' } = process.env;
const FILE = 'position.json';

// Where this client stands in the conversation: { epoch, seq }. All that it has to remember.
let position = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : undefined;
const remember = (newer) => writeFileSync(FILE, JSON.stringify((position = newer)));

const show = ({ seq, senderId, content }) => console.log(`#${seq} ${senderId}: ${content}`);

const chat = io(`${SERVER}/chat`, { auth: { token: TOKEN, locale: 'en' } });

// Runs at the first connection and again after every reconnection: join, and say where we stand.
chat.on('connect', () => {
  chat.emit('chat:join', { conversationId: 'general', since: position, history: 20 }, ({ data, error }) => {
    if (error) return console.error(error.message);
    if (data.recovered) for (const missed of data.events) chat.listeners(missed.event).forEach((on) => on(missed.data));
    else data.messages.forEach(show);
    remember({ epoch: data.epoch, seq: data.seq });
    console.log(`-- listening from #${data.seq} --`);
  });
});

chat.on('chat:message', show);

// Everything that happens in a conversation carries its seq, edits and deletions too.
chat.onAny((_event, { seq }) => seq && remember({ ...position, seq }));

// A lost connection comes back by itself. A refused one does not: try again when that can help.
chat.on('connect_error', ({ message, data }) => {
  console.error(message);
  if (data?.retryable) setTimeout(() => chat.connect(), 1000);
});
