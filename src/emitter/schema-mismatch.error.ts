/**
 * The database has been made by a server that is too old or too new for this package: nothing was written. The message says
 * what to update.
 */
export class SchemaMismatchError extends Error {
  override readonly name = 'SchemaMismatchError';
  readonly code = 'SCHEMA_MISMATCH';
  readonly retryable = false;
}
