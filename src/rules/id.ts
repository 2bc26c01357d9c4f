/** What every id looks like. */
export const ID_PATTERN = /^[A-Za-z0-9._-]{1,64}$/;

/** Whether the value is a well-formed id. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID_PATTERN.test(value);
}
