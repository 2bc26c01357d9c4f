import type { StreamEvent, StreamPosition } from './stream.js';
import type { StreamAudience, StreamMember } from './stream-audience.js';

/** Events that wait for an earlier one; beyond this they are dropped and read from the log instead. */
const MAX_EARLY = 1000;

/** A member between its request to join and the moment when broadcasts reach it. */
interface Joiner {
  readonly member: StreamMember;
  /** Up to where the member is served by its own snapshot; undefined until that was read. */
  snapshot: number | undefined;
  /** Events that came before the member may see them. */
  held: StreamEvent[];
  open: boolean;
}

/**
 * One stream on this node: puts its events in order and gives each of them once to everyone who listens.
 *
 * A joining member is held: what happens between its snapshot and the answer that carries the snapshot waits for it. It
 * becomes an ordinary member when the feed has reached its snapshot, so that nothing falls between and nothing comes
 * twice.
 */
export class StreamFeed {
  private position: StreamPosition | undefined;
  private readonly early = new Map<number, StreamEvent>();
  private readonly live = new Map<string, StreamMember>();
  private readonly joiners = new Map<string, Joiner>();

  constructor(private readonly audience: StreamAudience) {}

  /** Whether the first snapshot has come. */
  get started(): boolean {
    return this.position !== undefined;
  }

  /** The seq of the last event that was delivered, 0 before the first one. */
  get cursor(): number {
    return this.position?.seq ?? 0;
  }

  get empty(): boolean {
    return this.live.size === 0 && this.joiners.size === 0;
  }

  /** Whether the feed knows of events that it has not got: ones before an early one, or before a member's snapshot. */
  get behind(): boolean {
    if (this.position === undefined) return false;
    if (this.early.size > 0) return true;
    for (const { open, snapshot } of this.joiners.values()) if (open && (snapshot ?? 0) > this.cursor) return true;
    return false;
  }

  isLive(memberId: string): boolean {
    return this.live.has(memberId);
  }

  /** Takes an event from any source, in any order, any number of times. */
  offer(event: StreamEvent): void {
    if (this.position !== undefined && event.seq <= this.position.seq && event.epoch === this.position.epoch) return;
    if (this.early.size < MAX_EARLY) this.early.set(event.seq, event);
    this.drain();
  }

  /** Tells where the log stands. The first call starts the feed; a new epoch starts it anew. */
  start(position: StreamPosition): void {
    if (this.position?.epoch === position.epoch) return;
    this.position = position;
    for (const [seq, event] of this.early) {
      if (seq <= position.seq || event.epoch !== position.epoch) this.early.delete(seq);
    }
    this.drain();
  }

  /** Holds the member back from now on; its earlier membership, if any, ends. */
  hold(member: StreamMember): void {
    this.live.get(member.id)?.dismiss();
    this.live.delete(member.id);
    this.joiners.set(member.id, { member, snapshot: undefined, held: [], open: false });
  }

  /** The member's answer covers everything up to `seq`. With `replay`, what was held up to there is sent at once. */
  snapshot(memberId: string, seq: number, replay: boolean): void {
    const joiner = this.joiners.get(memberId);
    if (joiner === undefined) return;
    if (replay) for (const event of joiner.held) if (event.seq <= seq) joiner.member.send(event);
    joiner.held = joiner.held.filter((event) => event.seq > seq);
    joiner.snapshot = seq;
  }

  /** The member has its answer: whatever was held follows, and then every event as it comes. */
  open(memberId: string): void {
    const joiner = this.joiners.get(memberId);
    if (joiner === undefined) return;
    joiner.open = true;
    for (const event of joiner.held.splice(0)) joiner.member.send(event);
    this.admitReady(joiner);
  }

  /** Forgets the member. Does nothing when it is not known. */
  remove(memberId: string): void {
    this.joiners.delete(memberId);
    this.live.get(memberId)?.dismiss();
    this.live.delete(memberId);
  }

  private drain(): void {
    if (this.position === undefined) return;
    for (;;) {
      const event = this.early.get(this.position.seq + 1);
      if (event === undefined) return;
      this.early.delete(event.seq);
      this.position = { epoch: this.position.epoch, seq: event.seq };
      this.deliver(event);
    }
  }

  private deliver(event: StreamEvent): void {
    if (this.live.size > 0) this.audience.broadcast(event);
    for (const joiner of this.joiners.values()) {
      if (!joiner.open) joiner.held.push(event);
      else if (joiner.snapshot !== undefined && event.seq > joiner.snapshot) joiner.member.send(event);
      this.admitReady(joiner);
    }
  }

  private admitReady(joiner: Joiner): void {
    const { member, snapshot } = joiner;
    if (!joiner.open || snapshot === undefined || this.position === undefined || this.position.seq < snapshot) return;
    this.joiners.delete(member.id);
    this.live.set(member.id, member);
    member.admit();
  }
}
