import { createRealtimeClient, type RealtimeClient } from 'depth-realtime/client';
import { RealtimeProvider, useConnection, useConversation } from 'depth-realtime/react';
import { useState, type ReactElement } from 'react';

/** Made once, outside of components: it lives as long as the user is signed in. */
export function signIn(url: string, token: () => Promise<string>): RealtimeClient {
  return createRealtimeClient({ url, token });
}

export function App({ client }: { client: RealtimeClient }): ReactElement {
  return (
    <RealtimeProvider client={client}>
      <StatusLine />
      <Room id="general" />
    </RealtimeProvider>
  );
}

function StatusLine(): ReactElement {
  const { status, error } = useConnection();
  return <p role="status">{error ? `${status}: ${error.message}` : status}</p>;
}

function Room({ id }: { id: string }): ReactElement {
  const { conversation, messages, pending, typing, unread, hasMore } = useConversation(id);
  const [draft, setDraft] = useState('');
  const send = (): void => {
    // Not awaited: what waits or fails shows in `pending`.
    void conversation?.send(draft);
    setDraft('');
  };
  return (
    <section>
      <h2>{unread} unread</h2>
      {hasMore && <button onClick={() => void conversation?.loadOlder()}>Older</button>}
      <ol>
        {messages.map((message) => (
          <li key={message.id}>
            {message.senderId}: {message.content}
          </li>
        ))}
        {pending.map((message) => (
          <li key={message.clientId}>
            {message.content} ({message.status})
          </li>
        ))}
      </ol>
      {typing.length > 0 && <p>{typing.join(', ')}…</p>}
      <input
        value={draft}
        onChange={(event) => {
          setDraft(event.target.value);
          conversation?.typing();
        }}
      />
      <button onClick={send}>Send</button>
    </section>
  );
}
