// Socket.IO that stores each message before it is acked and sent: one transaction a message, in the cheapest form there
// is, a single prepared statement that numbers and inserts.
import { createServer } from 'node:http';

import pg from 'pg';
import { Server } from 'socket.io';

const APPEND = `
with place as (
  insert into bench_streams as s (key, head) values ($1, 1)
  on conflict (key) do update set head = s.head + 1 returning head
)
insert into bench_messages (stream, seq, data) select $1, head, $2 from place returning seq, created_at`;

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 });
await pool.query(`
  create table if not exists bench_streams (key text primary key, head bigint not null);
  create table if not exists bench_messages (stream text not null, seq bigint not null, data jsonb not null,
    created_at timestamptz not null default now(), primary key (stream, seq))`);

const http = createServer();
const io = new Server(http);
const chat = io.of('/chat');
chat.on('connection', (socket) => {
  socket.on('chat:join', ({ conversationId }, ack) => {
    socket.join(conversationId);
    ack({ data: {} });
  });
  socket.on('chat:message', async (message, ack) => {
    const { conversationId } = message;
    const { rows } = await pool.query({ name: 'append', text: APPEND, values: [conversationId, message] });
    chat.to(conversationId).emit('chat:message', { ...message, seq: Number(rows[0].seq) });
    ack({ data: {} });
  });
});
http.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${http.address().port}`));
process.on('SIGTERM', () => process.exit(0));
