import {
  DISCARD_PLANS,
  endOf,
  GREETING,
  joined,
  PARSE_COMPLETE,
  ROLLBACK,
  splitMessages,
  startupLength,
  statementIn,
  type WireMessage,
} from './wire-protocol.js';

/** Runs whole messages of the protocol on the one connection there is, and gives the answer. */
export type Execute = (bytes: Uint8Array) => Uint8Array;

/** Gives a session its answer. */
export type Answer = (session: number, bytes: Uint8Array<ArrayBuffer>) => void;

interface Session {
  started: boolean;
  received: Uint8Array;
  /** Messages that are not yet followed by one that asks for an answer. */
  messages: WireMessage[];
  /** What may run when nobody else is in a transaction. */
  readonly units: WireMessage[][];
}

const ASKS_FOR_ANSWER = new Set(['S', 'Q']);
const ASKS_FOR_RESULT = new Set(['E', 'Q']);
const PARSE = 'P';
const CLOSE = 'C';
const PARSE_COMPLETE_TYPE = 0x31;

/**
 * Lets many sessions share one connection: each sees what it would see on a connection of its own. While one is in a
 * transaction the others wait. Prepared statements belong to all of them: a name stands for one text, and stays.
 *
 * @throws Error from `receive` when the database is beyond use.
 */
export class EngineSessions {
  private readonly sessions = new Map<number, Session>();
  private readonly waiting = new Set<number>();
  private readonly prepared = new Map<string, string>();
  private owner: number | undefined;

  constructor(
    private readonly execute: Execute,
    private readonly answer: Answer,
  ) {}

  /** Takes bytes of a session, in pieces of any size; the first of a number begins it. */
  receive(id: number, bytes: Uint8Array): void {
    const session = this.session(id);
    session.received = session.received.length === 0 ? bytes : joined([session.received, bytes]);
    if (!session.started && !this.start(id, session)) return;
    const { messages, rest } = splitMessages(session.received);
    session.received = rest;
    for (const message of messages) {
      // A statement is everybody's: none may close it.
      if (message.type !== CLOSE) session.messages.push(message);
      if (ASKS_FOR_ANSWER.has(message.type)) session.units.push(session.messages.splice(0));
    }
    if (session.units.length > 0) this.waiting.add(id);
    this.run();
  }

  /** Ends a session: what it has not been answered is dropped, and a transaction that it left open is rolled back. */
  end(id: number): void {
    this.sessions.delete(id);
    this.waiting.delete(id);
    if (this.owner === id) this.step(undefined, [{ type: 'Q', bytes: ROLLBACK }]);
    this.run();
  }

  /**
   * Has prepared statements planned anew when they are next used: the tables may have grown since, and nobody else notices.
   * Does nothing while a session is in a transaction.
   */
  forgetPlans(): void {
    if (this.owner === undefined) this.step(undefined, [{ type: 'Q', bytes: DISCARD_PLANS }]);
  }

  private session(id: number): Session {
    let session = this.sessions.get(id);
    if (session === undefined) {
      session = { started: false, received: new Uint8Array(), messages: [], units: [] };
      this.sessions.set(id, session);
    }
    return session;
  }

  private start(id: number, session: Session): boolean {
    const length = startupLength(session.received);
    if (length === undefined) return false;
    session.received = session.received.subarray(length);
    session.started = true;
    this.answer(id, joined([GREETING]));
    return true;
  }

  /** Whoever is in a transaction goes first, and the others in the order in which they asked. */
  private run(): void {
    for (;;) {
      const [first] = this.waiting;
      const id = this.owner ?? first;
      const session = id === undefined ? undefined : this.sessions.get(id);
      const unit = session?.units.shift();
      if (id === undefined || session === undefined || unit === undefined) return;
      this.waiting.delete(id);
      if (session.units.length > 0) this.waiting.add(id);
      this.step(id, unit);
    }
  }

  private step(id: number | undefined, unit: WireMessage[]): void {
    const known = this.takeKnown(unit);
    const answer = this.execute(joined(unit.map(({ bytes }) => bytes)));
    const end = endOf(answer);
    // The library swallows a trap of its engine: this is how it shows.
    if (end === undefined || (!end.concluded && unit.some(({ type }) => ASKS_FOR_RESULT.has(type)))) {
      throw new Error('the embedded database gave no whole answer');
    }
    this.owner = end.state === 'I' ? undefined : id;
    this.remember(unit, answer);
    if (id !== undefined) this.answer(id, joined(known ? [PARSE_COMPLETE, answer] : [answer]));
  }

  /** Takes a leading Parse out when its statement is there already. */
  private takeKnown(unit: WireMessage[]): boolean {
    const [first] = unit;
    if (first?.type !== PARSE) return false;
    const { name, text } = statementIn(first);
    if (name === '' || this.prepared.get(name) !== text) return false;
    unit.shift();
    return true;
  }

  private remember([first]: readonly WireMessage[], answer: Uint8Array): void {
    if (first?.type !== PARSE || answer[0] !== PARSE_COMPLETE_TYPE) return;
    const { name, text } = statementIn(first);
    if (name !== '') this.prepared.set(name, text);
  }
}
