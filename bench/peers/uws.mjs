// The ceiling: uWebSockets in C++, through Bun, with the same frames and none of the rest.
import { HELLO, understand } from './frames.mjs';

const server = globalThis.Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch(request, serving) {
    return serving.upgrade(request) ? undefined : new globalThis.Response('bench');
  },
  websocket: {
    perMessageDeflate: false,
    open: (ws) => void ws.send(HELLO),
    message(ws, message) {
      const asked = understand(message);
      if (asked === undefined) return;
      if (asked.join !== undefined) ws.subscribe(asked.join);
      if (asked.room !== undefined) server.publish(asked.room, asked.text);
      ws.send(asked.ack);
    },
  },
});
console.log(`http://127.0.0.1:${server.port}`);
process.on('SIGTERM', () => process.exit(0));
