// A platform in one file: it decides who may be where, and hears of what happens. Run it with PORT, PLATFORM_SECRET and
// WEBHOOK_SECRET, and the real-time server with PLATFORM_URL=http://127.0.0.1:4000/realtime and
// WEBHOOK_URL=http://127.0.0.1:4000/hooks.
import { createServer } from 'node:http';

import { isSigned } from './verify.mjs';

const { PORT = '4000', PLATFORM_SECRET = '', WEBHOOK_SECRET = '' } = process.env;

const users = new Map([
  ['layla', { displayName: 'ليلى', role: 'member' }],
  ['omar', { displayName: 'عمر', role: 'member' }],
  ['noor', { displayName: 'نور', role: 'admin' }],
]);

const rooms = new Map([
  ['conversation:general', { name: 'General', memberIds: ['layla', 'omar'] }],
  ['project:launch-film', { name: 'Launch film', memberIds: ['layla', 'noor'], status: 'planned' }],
]);

const answers = {
  '/realtime/users': ({ userIds }) => ({
    users: userIds.filter((id) => users.has(id)).map((id) => ({ id, ...users.get(id) })),
  }),
  '/realtime/access': ({ checks }) => ({
    allowed: checks.map(({ kind, id, userId }) => rooms.get(`${kind}:${id}`)?.memberIds.includes(userId) ?? false),
  }),
  '/realtime/rooms': ({ kind, id }) => ({ room: rooms.get(`${kind}:${id}`) ?? null }),
};

// What was taken of each stream. A real platform keeps this in its database, in the transaction that uses the event.
const taken = new Map();

function hear({ stream, seq, type, data }) {
  if (seq <= (taken.get(stream) ?? 0)) return; // a repeat
  taken.set(stream, seq);
  console.log(`${stream} #${seq} ${type} ${data.content ?? ''}`.trimEnd());
}

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts).toString();
  const answer = answers[request.url];
  if (request.url === '/hooks' && isSigned(request.headers, body, WEBHOOK_SECRET)) {
    hear(JSON.parse(body));
    response.writeHead(204).end();
  } else if (answer && isSigned(request.headers, `POST ${request.url}\n${body}`, PLATFORM_SECRET)) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer(JSON.parse(body))));
  } else {
    response.writeHead(401).end();
  }
});

server.listen(Number(PORT), '127.0.0.1', () => console.log(`the platform listens on ${server.address().port}`));
