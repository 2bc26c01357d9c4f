/** What one handler saw of a stream. */
export interface Sighting {
  readonly event: string;
  readonly seq: number;
  readonly id: string;
}

/** All that one handler saw, in the order in which it saw it. */
export interface Witness {
  readonly name: string;
  readonly seen: readonly Sighting[];
}

/** Something that was written, and what became of it. */
export interface Write {
  readonly author: string;
  readonly content: string;
  outcome: { readonly id: string; readonly seq: number } | { readonly code: string } | undefined;
}

/** A message or a comment as the server has it. */
export interface Stored {
  readonly id: string;
  readonly seq: number;
  readonly content: string;
}

/** Each event of the stream once, in order, from the first to the last. */
export function missedOrRepeated(head: number, { name, seen }: Witness): string[] {
  const found: string[] = [];
  let last = 0;
  for (const { seq, event } of seen) {
    if (seq === last + 1) last = seq;
    else if (seq <= last) found.push(`${name}: ${event} #${seq} came after #${last}`);
    else {
      found.push(`${name}: after #${last} came ${event} #${seq}`);
      last = seq;
    }
  }
  if (last !== head) found.push(`${name}: the last it saw is #${last}, the last there is #${head}`);
  return found;
}

/** Everything that was written has an end; what succeeded, and nothing else, is there, once, as it was answered. */
export function lostOrInvented(writes: readonly Write[], stored: readonly Stored[]): string[] {
  const found: string[] = [];
  const byContent = new Map<string, Stored[]>();
  for (const message of stored) byContent.set(message.content, [...(byContent.get(message.content) ?? []), message]);
  for (const { content, outcome } of writes) {
    const there = byContent.get(content) ?? [];
    byContent.delete(content);
    if (outcome === undefined) found.push(`${content}: has no answer`);
    else if ('code' in outcome) found.push(`${content}: was refused with ${outcome.code}`);
    else if (there.length !== 1) found.push(`${content}: is there ${there.length} times`);
    else if (there[0]?.id !== outcome.id) found.push(`${content}: was answered as ${outcome.id}, is ${there[0]?.id}`);
  }
  for (const content of byContent.keys()) found.push(`${content}: nobody wrote it`);
  return found;
}

/** What each author wrote is there in the order written. */
export function overtaken(writes: readonly Write[]): string[] {
  const last = new Map<string, number>();
  return writes.flatMap(({ author, content, outcome }) => {
    if (outcome === undefined || 'code' in outcome) return [];
    const before = last.get(author) ?? 0;
    last.set(author, outcome.seq);
    return outcome.seq < before ? [`${content}: was overtaken by what was written after it`] : [];
  });
}
