import { RawClient } from './raw-client.mjs';

const clients = [];
process.on('message', async (message) => {
  if (message === 'count') {
    process.send(clients.reduce((sum, client) => sum + client.frames, 0));
    return;
  }
  const { open, port, token, deflate } = message;
  for (let i = 0; i < open; i += 1) clients.push(await reader(port, token, deflate));
  process.send('open');
});

function reader(port, token, deflate) {
  return new Promise((resolve, reject) => {
    let step = 0;
    RawClient.open({ port, deflate }, (data, start, length, client) => {
      if (step === 2) return;
      if (step === 0 && data[start] === 0x30) client.send(`40/chat,${JSON.stringify({ token })}`);
      const text = data.subarray(start, start + length).toString();
      if (text.startsWith('44')) reject(new Error(text));
      if (text.startsWith('40/chat')) {
        step = 1;
        client.send('42/chat,0["chat:join",{"conversationId":"room"}]');
      } else if (text.startsWith('43/chat,0')) {
        step = 2;
        resolve(client);
      }
    }).catch(reject);
  });
}
