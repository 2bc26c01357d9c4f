/**
 * How each protocol says the same things. `setUp(text, client)` answers a message of the set-up (undefined: the
 * connection has just opened) with what to send, or with `true` when the client is ready; it throws when refused.
 */
export const DIALECTS = {
  'socket.io': {
    path: '/socket.io/?EIO=4&transport=websocket',
    setUp(text, { token, room }) {
      if (text === undefined) return undefined;
      if (text.startsWith('0')) return `40/chat,${JSON.stringify({ token })}`;
      if (text.startsWith('44')) throw new Error(text);
      if (text.startsWith('40/chat')) {
        return room === undefined ? true : `42/chat,0["chat:join",${JSON.stringify({ conversationId: room })}]`;
      }
      if (!text.startsWith('43/chat,0')) return undefined;
      if (text.includes('"error"')) throw new Error(text);
      return true;
    },
    message: (id, room, content) => `42/chat,${id}["chat:message",{"conversationId":"${room}","content":"${content}"}]`,
    typing: (id, room) => `42/chat,${id}["chat:typing",{"conversationId":"${room}","isTyping":true}]`,
    // '43': an ack. '42': an event.
    isAck: (data, start) => data[start] === 0x34 && data[start + 1] === 0x33,
    isEvent: (data, start) => data[start] === 0x34 && data[start + 1] === 0x32,
    // `[{"error"` where all peers answer `[{"data"` otherwise.
    isRefused: (data, start) => data[data.indexOf(0x5b, start) + 3] === 0x65,
    // '2' is Engine.IO's ping and '3' its answer.
    answer: (data, start, length) => (length === 1 && data[start] === 0x32 ? '3' : undefined),
  },
  socketcluster: {
    path: '/socketcluster/',
    setUp(text, { room }) {
      if (text === undefined) return '{"event":"#handshake","data":{"authToken":null},"cid":1}';
      if (text.includes('"error"')) throw new Error(text);
      if (text.startsWith('{"rid":1')) {
        return room === undefined ? true : `{"event":"#subscribe","data":{"channel":"${room}"},"cid":2}`;
      }
      return text.startsWith('{"rid":2') ? true : undefined;
    },
    message: (id, room, content) =>
      `{"event":"#publish","data":{"channel":"${room}","data":{"conversationId":"${room}","content":"${content}"}},"cid":${id}}`,
    typing: (id, room) =>
      `{"event":"#publish","data":{"channel":"${room}","data":{"conversationId":"${room}","isTyping":true}},"cid":${id}}`,
    // {"rid": and {"event":
    isAck: (data, start) => data[start + 2] === 0x72,
    isEvent: (data, start) => data[start + 2] === 0x65,
    isRefused: (data, start, length) => data.latin1Slice(start, start + Math.min(length, 60)).includes('"error"'),
    answer: (data, start, length) => (length === 0 ? '' : undefined),
  },
};
