/** What a browser's WebSocket and that of ws have in common. */
interface TextSocket {
  onmessage: unknown;
  send(text: string): void;
}

/** A client of one conversation that speaks the protocol itself. */
export interface Follower {
  /** What came as `chat:message`, in the order of coming. */
  readonly contents: string[];
  readonly joined: Promise<unknown>;
  /** Resolves with the content in the answer. */
  say(content: string): Promise<string>;
}

/** Runs in Node.js and, as its own text, in a page: it must not use anything from outside. */
export function follow(socket: TextSocket, token: string, conversationId: string): Follower {
  const contents: string[] = [];
  const answers = new Map<number, (answer: { data: { content: string } }) => void>();
  let lastId = 0;
  const emit = (event: string, payload: object): Promise<{ data: { content: string } }> =>
    new Promise((resolve) => {
      lastId += 1;
      answers.set(lastId, resolve);
      socket.send(`42/chat,${lastId}${JSON.stringify([event, payload])}`);
    });
  const joined = new Promise((resolve) => {
    socket.onmessage = (event: { data: unknown }): void => {
      const text = String(event.data);
      if (text === '2') socket.send('3');
      else if (text.startsWith('0')) socket.send(`40/chat,${JSON.stringify({ token })}`);
      else if (text.startsWith('40/chat,')) void emit('chat:join', { conversationId }).then(resolve);
      else if (text.startsWith('42/chat,')) {
        const [name, message] = JSON.parse(text.slice(8)) as [string, { content: string }];
        if (name === 'chat:message') contents.push(message.content);
      } else if (text.startsWith('43/chat,')) {
        const start = text.indexOf('[');
        const [answer] = JSON.parse(text.slice(start)) as [{ data: { content: string } }];
        answers.get(Number(text.slice(8, start)))?.(answer);
      }
    };
  });
  return {
    contents,
    joined,
    say: async (content) => (await emit('chat:message', { conversationId, content })).data.content,
  };
}
