import type { Appended, DecidedStreamEvent, NewStreamEvent } from './stream.js';

/** An event that waits for its place in the log. */
export class PendingAppend {
  readonly promise: Promise<Appended>;
  private accept!: (appended: Appended) => void;
  private refuse!: (error: unknown) => void;

  constructor(
    readonly event: NewStreamEvent | DecidedStreamEvent,
    private readonly underWay: AppendsUnderWay,
  ) {
    this.promise = new Promise((resolve, reject) => {
      this.accept = resolve;
      this.refuse = reject;
    });
    underWay.add(this);
  }

  resolve(appended: Appended): void {
    this.underWay.remove(this);
    this.accept(appended);
  }

  reject(error: unknown): void {
    this.underWay.remove(this);
    this.refuse(error);
  }
}

/** The appends under way that carry a client id, by stream, actor and that id: one batch takes such an event once. */
export class AppendsUnderWay {
  /** By the client id alone, which is enough where clients make ids as they should: no other text is made then. */
  private readonly byId = new Map<string, PendingAppend>();
  /** Those whose client id another actor, or another stream, was using when they came. */
  private readonly others = new Map<string, PendingAppend>();

  find({ stream, actorId, clientId }: PendingAppend['event']): PendingAppend | undefined {
    if (clientId === undefined) return undefined;
    const found = this.byId.get(clientId);
    if (found?.event.stream === stream && found.event.actorId === actorId) return found;
    return this.others.size === 0 ? undefined : this.others.get(keyOf(stream, actorId, clientId));
  }

  add(append: PendingAppend): void {
    const { stream, actorId, clientId } = append.event;
    if (clientId === undefined) return;
    if (this.byId.has(clientId)) this.others.set(keyOf(stream, actorId, clientId), append);
    else this.byId.set(clientId, append);
  }

  remove(append: PendingAppend): void {
    const { stream, actorId, clientId } = append.event;
    if (clientId === undefined) return;
    if (this.byId.get(clientId) === append) this.byId.delete(clientId);
    else this.others.delete(keyOf(stream, actorId, clientId));
  }
}

function keyOf(stream: string, actorId: string, clientId: string): string {
  return `${stream} ${actorId} ${clientId}`;
}
