// A conversation in the terminal: what you type is sent, what others write is shown.
import { createInterface } from 'node:readline';
import { createRealtimeClient } from 'depth-realtime/client';

const { TOKEN, SERVER = 'http://127.0.0.1:3000' } = process.env;

const client = createRealtimeClient({ url: SERVER, token: () => TOKEN, locale: 'en' });

client.connection.state.subscribe(() => {
  const { status, error } = client.connection.state.get();
  console.log(`-- ${error ? `${status}: ${error.message}` : status} --`);
});

const show = ({ seq, senderId, content }) => console.log(`#${seq} ${senderId}: ${content}`);

const conversation = await client.chat.join('general');
for (const message of conversation.state.get().messages) show(message);
console.log(`-- ${conversation.state.get().unread} unread --`);

// Each message once and in order, whatever happens to the connection in between.
conversation.on('message', show);
// Away for so long that the server does not tell everything any more: this is how it stands.
conversation.on('reload', ({ messages }) => messages.forEach(show));

for await (const line of createInterface({ input: process.stdin })) {
  // Without a connection it waits, and is sent when there is one.
  conversation.send(line).catch((error) => console.error(`not sent: ${error.message}`));
}
client.close();
