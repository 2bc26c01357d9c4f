import pg from 'pg';

import type { StoredMessage } from './history.js';

interface Row {
  readonly epoch: string;
  readonly seq: string;
  readonly actor_id: string;
  readonly client_id: string | null;
  readonly content: string;
}

const QUERY = `
select s.epoch, e.seq, e.actor_id, e.client_id, e.data ->> 'content' as content
from streams s join stream_events e on e.stream_id = s.id
where s.key = $1
order by e.seq`;

/** The messages of a conversation, read from the database itself and not through the code under test. */
export async function storedMessages(databaseUrl: string, conversationId: string): Promise<StoredMessage[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(QUERY, [`conversation:${conversationId}`]);
    return rows.map(({ epoch, seq, actor_id: senderId, client_id: clientId, content }) => ({
      id: `${epoch}.${seq}`,
      seq: Number(seq),
      senderId,
      clientId,
      content,
    }));
  } finally {
    await client.end();
  }
}
