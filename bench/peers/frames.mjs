// Engine.IO and Socket.IO, as far as the load generator speaks them, for servers that have neither.
export const HELLO = '0{"sid":"bench","upgrades":[],"pingInterval":25000,"pingTimeout":60000,"maxPayload":1000000}';

/**
 * What a client's message asks for: `{ ack }` is the text to answer with; `join` a room to put the client into; `room`
 * and `text` what to send to whom.
 */
export function understand(text) {
  if (text.startsWith('40/chat')) return { ack: '40/chat,{"sid":"bench"}' };
  if (!text.startsWith('42/chat,')) return undefined;
  const bracket = text.indexOf('[');
  const ack = `43/chat,${text.slice(8, bracket)}[{"data":{}}]`;
  const [event, data] = JSON.parse(text.slice(bracket));
  if (event === 'chat:join') return { ack, join: data.conversationId };
  return { ack, room: data.conversationId, text: `42/chat,${JSON.stringify([event, data])}` };
}
