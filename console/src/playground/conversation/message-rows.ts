import type { Message, PendingMessage } from 'depth-realtime/client';

/** One row of the list. */
export type Row =
  | { readonly kind: 'start'; readonly key: string; readonly hasMore: boolean }
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  /** `first`: the first of several that one person wrote in a row. */
  | { readonly kind: 'message'; readonly key: string; readonly message: Message; readonly first: boolean }
  | { readonly kind: 'pending'; readonly key: string; readonly message: PendingMessage };

/** Messages of one person that are no further apart than this stand together. */
const TOGETHER_MS = 5 * 60_000;

/** The rows of a conversation, oldest first. */
export function rowsOf(messages: readonly Message[], pending: readonly PendingMessage[], hasMore: boolean): Row[] {
  const rows: Row[] = [{ kind: 'start', key: 'start', hasMore }];
  let before: Message | undefined;
  for (const message of messages) {
    const newDay = before === undefined || dayOf(before) !== dayOf(message);
    if (newDay) rows.push({ kind: 'day', key: `day ${message.id}`, at: message.createdAt });
    const first = newDay || before === undefined || !together(before, message);
    rows.push({ kind: 'message', key: message.id, message, first });
    before = message;
  }
  for (const message of pending) rows.push({ kind: 'pending', key: message.clientId, message });
  return rows;
}

function dayOf({ createdAt }: Message): string {
  return new Date(createdAt).toDateString();
}

function together(before: Message, message: Message): boolean {
  return (
    before.senderId === message.senderId && Date.parse(message.createdAt) - Date.parse(before.createdAt) < TOGETHER_MS
  );
}
