// A page with the hooks, in a project that has installed the package: prints what it shows.
import { createRealtimeClient } from 'depth-realtime/client';
import { RealtimeProvider, useConnection, useConversation } from 'depth-realtime/react';
import { Window } from 'happy-dom';
import { createElement, StrictMode, version } from 'react';

const { SERVER, TOKEN } = process.env;
const client = createRealtimeClient({ url: SERVER, token: () => TOKEN });

// After the client, which is one of a server; before React's DOM, which looks for a page as it is loaded.
const window = new Window();
for (const [name, value] of Object.entries({ window, document: window.document, navigator: window.navigator })) {
  Object.defineProperty(globalThis, name, { value });
}
const { createRoot } = await import('react-dom/client');

function Page() {
  const { status } = useConnection();
  const { conversation, status: place, messages } = useConversation('general');
  const texts = messages.map(({ content }) => content).join();
  console.log(`React ${version}: ${status}, ${place}, ${texts}`);
  return createElement('button', { onClick: () => void conversation?.send('from a button') }, texts);
}

const root = window.document.createElement('div');
window.document.body.appendChild(root);
createRoot(root).render(
  createElement(StrictMode, undefined, createElement(RealtimeProvider, { client }, createElement(Page))),
);
await client.chat.join('general');
root.querySelector('button').click();
