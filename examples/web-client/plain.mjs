// The same with socket.io-client alone: node plain.mjs "what to say" …
import { io } from 'socket.io-client';

const { TOKEN, SERVER = 'http://127.0.0.1:3000' } = process.env;
const conversationId = 'general';
const show = ({ seq, senderId, content }) => console.log(`#${seq} ${senderId}: ${content}`);

// Where this client stands: { epoch, seq }. What it needs in order to catch up after a pause.
let position;
let joined = false;

const chat = io(`${SERVER}/chat`, {
  // A function, so that every attempt takes the newest token. In an application: ask your own server for it.
  auth: (answer) => answer({ token: TOKEN, locale: 'en' }),
});

// #region join
// Runs at the first connection and after every reconnection.
chat.on('connect', () => {
  // In the callback, not after an await: what follows the answer may already be on its way.
  chat.emit('chat:join', { conversationId, since: position, history: 50 }, ({ data, error }) => {
    if (error) return console.error(`${error.code}: ${error.message}`);
    // Exactly what was missed, or, when that is too much, how it stands.
    if (data.recovered) for (const missed of data.events) chat.listeners(missed.event).forEach((on) => on(missed.data));
    else data.messages.forEach(show);
    position = { epoch: data.epoch, seq: data.seq };
    joined = true;
    waiting.forEach(deliver);
    console.log(`-- joined at #${data.seq} --`);
  });
});

chat.on('chat:message', show);
// Edits and deletions have a seq as well.
chat.onAny((_event, data) => data?.seq && (position = { ...position, seq: data.seq }));
// #endregion

// #region send
// What was written and is not stored yet. The same clientMessageId makes every repeat harmless.
const waiting = new Map();

function send(content) {
  const message = { conversationId, content, clientMessageId: crypto.randomUUID() };
  waiting.set(message.clientMessageId, message);
  if (joined) deliver(message);
}

function deliver(message) {
  chat.emit('chat:message', message, ({ data, error }) => {
    if (error?.retryable) return setTimeout(deliver, error.retryAfterMs ?? 1000, message);
    waiting.delete(message.clientMessageId);
    console.log(error ? `${error.code}: ${error.message}` : `stored as #${data.seq}`);
  });
}

process.argv.slice(2).forEach(send);
// #endregion

// #region reconnect
chat.on('disconnect', (reason) => {
  joined = false;
  // The library comes back by itself from everything but this: the server has ended the session, and said why in `error`.
  if (reason === 'io server disconnect') setTimeout(() => chat.connect(), 1000);
});

let attempts = 0;
chat.on('connect', () => (attempts = 0));
chat.on('connect_error', ({ message, data }) => {
  if (chat.active) return; // no connection: the library tries again by itself
  console.error(`${data?.code}: ${message}`);
  if (!data?.retryable) return; // such as AUTH_EXPIRED: get a new token, then chat.connect()
  const wait = data.retryAfterMs ?? Math.min(1000 * 2 ** attempts++, 30_000);
  setTimeout(() => chat.connect(), wait * (1 + Math.random() / 2));
});
// #endregion
