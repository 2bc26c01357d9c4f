// A React Native application without a screen: its modules are stand-ins, the client and the server are real.
import { EventEmitter, once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { createMobileClient, followApplicationLife } from '../../../examples/mobile/client.mjs';

const { TOKEN, SERVER, STORAGE, MODE } = process.env;

/** What survives the end of the application: a file. */
const stored = new Map(existsSync(STORAGE) ? JSON.parse(readFileSync(STORAGE, 'utf8')) : []);
const keep = () => writeFileSync(STORAGE, JSON.stringify([...stored]));
const AsyncStorage = {
  getAllKeys: async () => [...stored.keys()],
  getItem: async (key) => stored.get(key) ?? null,
  setItem: async (key, value) => {
    stored.set(key, value);
    keep();
    events.emit('stored');
  },
  removeItem: async (key) => {
    stored.delete(key);
    keep();
  },
};

const events = new EventEmitter();
const AppState = {
  currentState: 'active',
  addEventListener: (name, listener) => {
    events.on(name, listener);
    return { remove: () => events.off(name, listener) };
  },
};
const NetInfo = {
  addEventListener: (listener) => {
    events.on('network', listener);
    listener({ type: 'wifi', isConnected: true });
    return () => events.off('network', listener);
  },
};
const become = (state) => {
  AppState.currentState = state;
  events.emit('change', state);
};

const session = { userId: 'omar', freshToken: async () => TOKEN };
const client = createMobileClient({ url: SERVER, session, AsyncStorage });
followApplicationLife(client, { AppState, NetInfo });
client.connection.state.subscribe(() => console.log(`-- ${client.connection.state.get().status} --`));

// A phone's application does not end because nothing is connected.
setInterval(() => undefined, 60_000);

// Before anything is printed, since whoever reads it may signal at once.
process.on('SIGUSR2', () => {
  if (MODE === 'network') events.emit('network', { type: 'cellular', isConnected: true });
  else become(AppState.currentState === 'active' ? 'background' : 'active');
});

const conversation = client.chat.open('general');
conversation.on('message', ({ seq, senderId, content }) => console.log(`#${seq} ${senderId}: ${content}`));

if (MODE === 'offline') {
  await conversation.ready();
  become('background');
  const kept = once(events, 'stored');
  conversation.send('written on the train').then(({ seq }) => console.log(`stored as #${seq}`));
  await kept;
  console.log(`waiting: ${stored.size}`);
} else {
  await conversation.ready();
  console.log('-- joined --');
}
