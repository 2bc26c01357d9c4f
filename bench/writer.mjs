import { RawClient } from './raw-client.mjs';

let client;
let sent = 0;
let id = 1;
process.on('message', async (message) => {
  if (message === 'count') process.send(sent);
  else if (message === 'go') for (let i = 0; i < settings.window; i += 1) next();
  else {
    settings = message;
    content = 'x'.repeat(message.size);
    await open(message);
    process.send('open');
  }
});
let settings;
let content;

function next() {
  id += 1;
  client.send(`42/chat,${id}["chat:message",{"conversationId":"room","content":"${content}"}]`);
}

function open({ port, token }) {
  return new Promise((resolve, reject) => {
    RawClient.open({ port }, (data, start, length, opened) => {
      client = opened;
      if (data[start] === 0x30) return client.send(`40/chat,${JSON.stringify({ token })}`);
      // '43': an ack.
      if (data[start + 1] === 0x33) {
        const text = data.subarray(start, start + Math.min(length, 40)).toString();
        if (text.startsWith('43/chat,0[')) return resolve();
        if (text.includes('"error"')) console.error(data.subarray(start, start + length).toString());
        sent += 1;
        next();
        return;
      }
      const text = data.subarray(start, start + Math.min(length, 20)).toString();
      if (text.startsWith('44')) reject(new Error(text));
      if (text.startsWith('40/chat')) client.send('42/chat,0["chat:join",{"conversationId":"room"}]');
    }).catch(reject);
  });
}
