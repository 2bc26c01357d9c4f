import { Matches } from 'class-validator';

/** What every id looks like. */
export const ID_PATTERN = /^[A-Za-z0-9._-]{1,64}$/;

/** Whether the value is a well-formed id. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && ID_PATTERN.test(value);
}

/** Validates an id. With `each`, an array of ids. */
export function IsId(options: { each?: boolean } = {}): PropertyDecorator {
  return Matches(ID_PATTERN, { each: options.each ?? false, context: { rule: 'isId' } });
}
