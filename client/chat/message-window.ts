import type { Message } from '../../src/chat/chat.protocol.js';

/** How many messages stay while new ones come; older ones can be loaded again. */
const KEEP = 2000;
/** How many stay, at least, while the window is held. */
const KEEP_HELD = 2 * KEEP;

/**
 * The part of a conversation that a screen shows: its messages in order, without a gap. New ones push the oldest out, so
 * that a long session stays small. While it is held none goes out: once it is full, new ones wait beside it, and whoever
 * reads finds what they read in its place, however much is written meanwhile.
 */
export class MessageWindow {
  private messages: Message[] = [];
  /** The newest of what came while the window was held and full. */
  private beside: Message[] = [];
  /** How many came before those beside, and were let go. */
  private skipped = 0;
  private keep = KEEP;
  private held = false;
  private more = false;

  /** Oldest first. */
  get list(): readonly Message[] {
    return this.messages;
  }

  /** Whether the server has older ones. */
  get hasMore(): boolean {
    return this.more;
  }

  /** How many came that are not in the list, because it is held. */
  get newer(): number {
    return this.skipped + this.beside.length;
  }

  /** Puts these in the place of all. */
  reset(messages: readonly Message[], hasMore: boolean): void {
    this.messages = [...messages];
    this.more = hasMore;
    this.setAside([]);
  }

  /** Puts a message where it belongs, nearly always the end. One that is there already stays as it is. */
  add(message: Message): void {
    const waits = this.newer > 0 && message.seq > (this.messages.at(-1)?.seq ?? 0);
    const list = waits ? this.beside : this.messages;
    const at = placeOf(message.seq, list);
    if (list[at]?.seq === message.seq) return;
    const full = this.held && at === this.messages.length && at >= Math.max(this.keep, KEEP_HELD);
    if (!waits && full) this.beside.push(message);
    else list.splice(at, 0, message);
    this.trim();
  }

  find(seq: number): Message | undefined {
    return [this.messages, this.beside].map((list) => list[placeOf(seq, list)]).find((message) => message?.seq === seq);
  }

  /** Changes the message with that seq, where there is one. */
  change(seq: number, change: (message: Message) => Message): void {
    for (const list of [this.messages, this.beside]) {
      const at = placeOf(seq, list);
      const message = list[at];
      if (message?.seq === seq) list[at] = change(message);
    }
  }

  /** Puts a page of older ones in front; they stay, too. */
  prepend(messages: readonly Message[], hasMore: boolean): void {
    const oldest = this.messages[0]?.seq ?? Infinity;
    this.messages = [...messages.filter(({ seq }) => seq < oldest), ...this.messages];
    this.keep = Math.max(KEEP, this.messages.length);
    this.more = hasMore;
  }

  /** How many fit, of those in the list and beside it. */
  count(fits: (message: Message) => boolean): number {
    return this.messages.filter(fits).length + this.beside.filter(fits).length;
  }

  /** Holds the window, or lets it go: then it ends with the newest again, and has no more than it has without. */
  hold(held: boolean): void {
    const letGo = this.held && !held;
    this.held = held;
    if (!letGo) return;
    // Without a gap: where some between are gone, what was read before goes too, and can be loaded again.
    if (this.skipped > 0) {
      this.messages = this.beside;
      this.more = true;
    } else this.messages.push(...this.beside);
    this.setAside([]);
    this.trim();
  }

  private setAside(messages: Message[]): void {
    this.beside = messages;
    this.skipped = 0;
    this.keep = KEEP;
  }

  private trim(): void {
    const waiting = this.beside.length - KEEP;
    if (waiting > 0) {
      this.beside.splice(0, waiting);
      this.skipped += waiting;
    }
    const extra = this.held ? 0 : this.messages.length - this.keep;
    if (extra > 0) {
      this.messages.splice(0, extra);
      this.more = true;
    }
  }
}

/** Where the message with that seq is in a list, or belongs. */
function placeOf(seq: number, list: readonly Message[]): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle]?.seq ?? Infinity) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
