/**
 * What the database refused, other than by being away: a broken constraint, a wrong statement, a value that it cannot
 * store. Carries no parameters and no rows, so it may be logged.
 */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';

  constructor(
    message: string,
    /** The SQLSTATE, such as `23505` for a duplicate key. */
    readonly code: string,
    /** The constraint that was broken, for class 23. */
    readonly constraint?: string,
  ) {
    super(message);
  }
}
