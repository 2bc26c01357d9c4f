import type { StreamEvent, StreamPosition } from './stream.js';
import type { StreamAudience, StreamMember } from './stream-audience.js';

/** Events that wait for an earlier one; beyond this they are dropped and read from the log instead. */
const MAX_EARLY = 1000;

/** A member that has already been part of the stream. */
interface Standing {
  readonly member: StreamMember;
  /** The last seq that the member was given, by its answer or as an event. */
  served: number;
}

/** A member between its request to join and the moment when broadcasts reach it. */
export interface Joiner {
  readonly member: StreamMember;
  /** What the member was before, which a join that fails restores. */
  readonly before: Standing | undefined;
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
  /** The seq after which the feed began. */
  private origin = 0;
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

  /** Takes an event from any source, in any order, any number of times. */
  offer(event: StreamEvent): void {
    if (this.position !== undefined && event.seq <= this.position.seq && event.epoch === this.position.epoch) return;
    // The usual case: nothing is missing, and nobody waits.
    if (this.early.size === 0 && event.seq === this.cursor + 1 && event.epoch === this.position?.epoch) {
      this.advance(event);
      return;
    }
    // The next one is never too many: it is what the others wait for.
    if (event.seq === this.cursor + 1 || this.early.size < MAX_EARLY) this.early.set(event.seq, event);
    this.drain();
  }

  /**
   * Tells where the log stands. The first call starts the feed; a new epoch starts it anew. False when the feed began
   * later than at this position: what lies between never passes here.
   */
  start(position: StreamPosition): boolean {
    if (this.position?.epoch === position.epoch) return position.seq >= this.origin;
    if (this.position !== undefined) this.restart(position.seq);
    this.position = position;
    this.origin = position.seq;
    for (const [seq, event] of this.early) {
      if (seq <= position.seq || event.epoch !== position.epoch) this.early.delete(seq);
    }
    this.drain();
    return true;
  }

  /** Holds the member back from now on. An earlier join of it that was not answered yet is void. */
  hold(member: StreamMember): Joiner {
    const before = this.standing(member.id);
    const replaced = this.joiners.get(member.id);
    const joiner: Joiner = { member, before, snapshot: undefined, held: [...(replaced?.held ?? [])], open: false };
    this.live.get(member.id)?.dismiss();
    this.live.delete(member.id);
    this.joiners.set(member.id, joiner);
    return joiner;
  }

  /** Whether the join is still waiting for its answer: neither answered, nor replaced by a later one, nor ended. */
  holds(joiner: Joiner): boolean {
    return !joiner.open && this.joiners.get(joiner.member.id) === joiner;
  }

  /** The answer covers everything up to `seq`. */
  snapshot(joiner: Joiner, seq: number): void {
    joiner.snapshot = seq;
  }

  /** Gives a member that joins again, as what it was before, the events up to `seq` that it has not got. */
  replay(joiner: Joiner, seq: number): void {
    const { before, held } = joiner;
    if (before === undefined || !this.holds(joiner)) return;
    for (const event of held) if (event.seq > before.served && event.seq <= seq) before.member.send(event);
    before.served = Math.max(before.served, seq);
  }

  /** The member has its answer: whatever was held follows, and then every event as it comes. */
  open(joiner: Joiner): void {
    if (!this.holds(joiner)) return;
    joiner.open = true;
    const covered = joiner.snapshot ?? 0;
    for (const event of joiner.held.splice(0)) if (event.seq > covered) joiner.member.send(event);
    this.admitReady(joiner);
  }

  /** The join failed: the member goes on as what it was before, or is forgotten. */
  cancel(joiner: Joiner): void {
    if (!this.holds(joiner)) return;
    const { before, held } = joiner;
    if (before === undefined) return this.remove(joiner.member.id);
    const restored: Joiner = { member: before.member, before: undefined, snapshot: before.served, held, open: false };
    this.joiners.set(before.member.id, restored);
    this.open(restored);
  }

  /** Forgets the member. Does nothing when it is not known. */
  remove(memberId: string): void {
    this.joiners.delete(memberId);
    this.live.get(memberId)?.dismiss();
    this.live.delete(memberId);
  }

  private standing(memberId: string): Standing | undefined {
    const live = this.live.get(memberId);
    if (live !== undefined) return { member: live, served: this.cursor };
    const joiner = this.joiners.get(memberId);
    return joiner?.open === true ? { member: joiner.member, served: joiner.snapshot ?? 0 } : joiner?.before;
  }

  /** Positions of the old epoch mean nothing in the new one. */
  private restart(seq: number): void {
    for (const joiner of this.joiners.values()) {
      joiner.held = [];
      if (joiner.snapshot !== undefined) joiner.snapshot = seq;
      if (joiner.before !== undefined) joiner.before.served = seq;
    }
  }

  private drain(): void {
    if (this.position === undefined) return;
    for (;;) {
      const event = this.early.get(this.position.seq + 1);
      if (event?.epoch !== this.position.epoch) return;
      this.early.delete(event.seq);
      this.advance(event);
    }
  }

  private advance(event: StreamEvent): void {
    this.position = { epoch: event.epoch, seq: event.seq };
    this.deliver(event);
  }

  private deliver(event: StreamEvent): void {
    if (this.live.size > 0) this.audience.broadcast(event);
    if (this.joiners.size === 0) return;
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
