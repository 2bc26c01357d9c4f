/** A message as the store has it. */
export interface StoredMessage {
  readonly id: string;
  readonly seq: number;
  readonly senderId: string;
  readonly clientId: string | null;
  readonly content: string;
}

/** A message as a client got it, live or with the answer to a join. */
export interface ReceivedMessage {
  readonly id: string;
  readonly seq: number;
  readonly content: string;
}

/** One thing that a client wanted to say, over all attempts to send it. */
export interface SentMessage {
  readonly senderId: string;
  readonly clientId: string;
  readonly content: string;
  /** What the first answer that was a success said. */
  readonly answer?: { readonly id: string; readonly seq: number } | undefined;
  /** The codes of the answers that were errors. */
  readonly refusals: readonly string[];
  /** How many attempts were never answered. */
  readonly unanswered: number;
  /** Attempts, whatever became of them. */
  readonly attempts: number;
  /** Tells apart the connections of a client: order is promised for what one of them sends. */
  readonly connection: string;
}

/** All that one client saw of one conversation. */
export interface Witness {
  readonly name: string;
  /** The seq at its first join: nothing up to there is owed to it. */
  readonly from: number;
  readonly received: readonly ReceivedMessage[];
  /** What must not happen to a client that follows the contract, such as a recovery that was not complete. */
  readonly troubles: readonly string[];
}

export interface History {
  readonly stored: readonly StoredMessage[];
  readonly sent: readonly SentMessage[];
  readonly witnesses: readonly Witness[];
}

/** Answers after which the message may be in the store, or not. */
const UNCERTAIN = new Set(['UNAVAILABLE', 'TIMEOUT']);

/**
 * Compares what clients sent, were answered and saw with what the store holds. Returns what contradicts the contract,
 * nothing when all is well.
 *
 * What was acknowledged is in the store, once, at the place that the answer named; what was refused is not there; what had
 * no answer may be. Every client has everything from its first join on, once, in the order of the store.
 */
export function contradictions({ stored, sent, witnesses }: History): string[] {
  return [
    ...inStore(stored, sent),
    ...sent.flatMap((message) => ofSent(stored, message)),
    ...inOrderSent(sent),
    ...witnesses.flatMap((witness) => atWitness(stored, witness)),
  ];
}

function inStore(stored: readonly StoredMessage[], sent: readonly SentMessage[]): string[] {
  const found: string[] = [];
  const known = new Set(sent.map(keyOf));
  const seen = new Set<string>();
  stored.forEach((message, index) => {
    if (message.seq !== index + 1) found.push(`store: #${message.seq} stands at place ${index + 1}`);
    const key = keyOf(message);
    if (seen.has(key)) found.push(`store: ${key} is there twice`);
    seen.add(key);
    if (!known.has(key)) found.push(`store: nobody sent ${key}`);
  });
  return found;
}

function ofSent(stored: readonly StoredMessage[], message: SentMessage): string[] {
  const { answer, refusals, unanswered } = message;
  const key = keyOf(message);
  if (answer !== undefined) {
    const there = stored[answer.seq - 1];
    const same = there?.id === answer.id && keyOf(there) === key && there.content === message.content;
    return same ? [] : [`store: ${key} was acknowledged as #${answer.seq} and is not there`];
  }
  const certain = unanswered === 0 && !refusals.some((code) => UNCERTAIN.has(code));
  if (!certain || !stored.some((other) => keyOf(other) === key)) return [];
  return [`store: ${key} was refused with ${refusals.join(', ')} and is there`];
}

/** Only what was acknowledged at once is judged: an attempt without an answer may take effect at any time. */
function inOrderSent(sent: readonly SentMessage[]): string[] {
  const last = new Map<string, number>();
  return sent.flatMap(({ answer, attempts, connection, clientId }) => {
    if (answer === undefined || attempts !== 1) return [];
    const before = last.get(connection) ?? 0;
    last.set(connection, Math.max(before, answer.seq));
    return answer.seq < before ? [`${connection}: ${clientId} was overtaken by what was sent after it`] : [];
  });
}

function atWitness(stored: readonly StoredMessage[], { name, from, received, troubles }: Witness): string[] {
  const found = troubles.map((trouble) => `${name}: ${trouble}`);
  const seen = new Set<number>();
  let highest = from;
  for (const { id, seq, content } of received) {
    const original = stored[seq - 1];
    if (original?.id !== id || original.content !== content) found.push(`${name}: #${seq} is not what the store has`);
    if (seen.has(seq)) found.push(`${name}: #${seq} came twice`);
    else if (seq <= from) found.push(`${name}: #${seq} came although its join told it already`);
    else if (seq < highest) found.push(`${name}: #${seq} came after #${highest}`);
    seen.add(seq);
    highest = Math.max(highest, seq);
  }
  const missing = stored.filter(({ seq }) => seq > from && !seen.has(seq)).map(({ seq }) => seq);
  if (missing.length > 0) found.push(`${name}: ${missing.length} missing: ${missing.slice(0, 5).join(', ')}`);
  return found;
}

function keyOf(message: { readonly senderId: string; readonly clientId: string | null }): string {
  return `${message.senderId}/${message.clientId ?? ''}`;
}
