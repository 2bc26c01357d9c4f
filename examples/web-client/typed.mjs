// A conversation with the typed client: node typed.mjs "what to say" …
import { createRealtimeClient } from 'depth-realtime/client';

const { TOKEN, SERVER = 'http://127.0.0.1:3000' } = process.env;

const client = createRealtimeClient({
  url: SERVER,
  // Called before every connection, and before the token in use ends. In an application: ask your own server.
  token: async () => TOKEN,
  locale: 'en',
});

// For a status line: online, reconnecting, or offline with the reason.
const { state } = client.connection;
state.subscribe(() => console.log(`-- ${state.get().status} --`));

// Open at once, online or not. Handlers hear every event once and in order, whatever happens to the connection.
const conversation = client.chat.open('general');
const show = ({ seq, senderId, content }) => console.log(`#${seq} ${senderId}: ${content}`);
conversation.on('message', show);
// Too much was missed to be told one by one: how it stands now, in the place of all before.
conversation.on('reload', ({ messages }) => messages.forEach(show));

await conversation.ready();
for (const message of conversation.state.get().messages) show(message);

// Resolves with the message as it is stored. Offline it waits, and goes out after what was written before it.
for (const text of process.argv.slice(2)) {
  try {
    const { seq } = await conversation.send(text);
    console.log(`stored as #${seq}`);
  } catch (error) {
    console.error(`${error.code}: ${error.message}`);
  }
}
