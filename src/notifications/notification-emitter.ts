import type { ErrorCode } from '../errors/catalogue.js';
import type { DriverTransaction, DrizzleTransaction } from '../database/foreign-transaction.js';
import type { NotificationContent } from './notifications.protocol.js';

export interface EmitOptions {
  /** Makes a repeat safe: a user who has had it gets nothing, and the first result is returned. Unique for each actor and user. */
  readonly clientId?: string | null | undefined;
  /** In whose name. Default: `system`. */
  readonly actorId?: string | undefined;
  readonly tx?: undefined;
}

export interface EmitWithinOptions extends Omit<EmitOptions, 'tx'> {
  /**
   * A transaction on the database of the server, begun by the caller: a client of `pg`, or what Drizzle gives to the
   * callback of `transaction`. The notification commits or vanishes with it.
   */
  readonly tx: DriverTransaction | DrizzleTransaction;
}

/** A notification in the inbox of one user. */
export interface EmittedNotification {
  readonly userId: string;
  readonly notificationId: string;
  /** Its place in the user's inbox. */
  readonly seq: number;
}

/** A user who did not get a notification, and why. */
export interface FailedRecipient {
  readonly userId: string;
  /** `VALIDATION_FAILED`: there is no such user. `UNAVAILABLE`: may have got it; repeat with the same `clientId`. */
  readonly code: ErrorCode;
}

/** What became of a notification to many. */
export interface EmittedToMany {
  /** As given, or made: with it a repeat to those who failed reaches nobody twice. */
  readonly clientId: string;
  readonly emitted: readonly EmittedNotification[];
  readonly failed: readonly FailedRecipient[];
}

/**
 * Sends notifications. Inject it wherever something happens that a user should know of, in the server or, with the
 * `NotificationEmitterModule`, in any other Nest service.
 *
 * When `emit` resolves, the notification is in every inbox for good: users who are connected are getting it, the others
 * find it when they subscribe. Emissions of one process reach each inbox in the order of the calls.
 *
 * @example
 * ```ts
 * await this.notifications.emit(['layla'], { type: 'review.done', title: 'المراجعة', body: 'اكتملت المراجعة' });
 * ```
 */
export abstract class NotificationEmitter {
  /**
   * To at most 1000 users; one who is named twice gets it once. One result a user, in the order given. Settles within
   * five seconds.
   *
   * @throws CodedError `VALIDATION_FAILED`, when nobody gets anything: for content beyond its limits, and with the path
   *   `userIds.<i>` for a user who does not exist. `UNAVAILABLE` when some may have got it: repeat with the same `clientId`.
   */
  abstract emit(
    userIds: readonly string[],
    content: NotificationContent,
    options?: EmitOptions,
  ): Promise<EmittedNotification[]>;

  /**
   * The same as a part of the caller's transaction. Resolves when it is written down there, which waits for nobody and
   * keeps nobody waiting, however long the transaction takes. At the commit it gets its place in each inbox and is
   * delivered, also when this process has ended by then; with a rollback nothing ever happened. What this process emits
   * after the commit comes after it.
   *
   * @throws CodedError as above. After `UNAVAILABLE` the transaction can only be rolled back.
   */
  abstract emit(userIds: readonly string[], content: NotificationContent, options: EmitWithinOptions): Promise<void>;

  /**
   * To any number of users, in batches of one statement, each after the one before: memory for the results only. Whoever
   * does not exist, or was not reached, is told in the result and keeps nobody else from theirs. When the database goes
   * away, the rest is not tried. An iterable that fails ends it with that failure: give a `clientId` to one that may.
   *
   * @throws CodedError `VALIDATION_FAILED` for content beyond its limits.
   */
  abstract emitMany(
    userIds: Iterable<string> | AsyncIterable<string>,
    content: NotificationContent,
    options?: EmitOptions,
  ): Promise<EmittedToMany>;
}
