import { Matches } from 'class-validator';

import { ID_PATTERN } from '../../rules/id.js';

/** Validates an id. With `each`, an array of ids. */
export function IsId(options: { each?: boolean } = {}): PropertyDecorator {
  return Matches(ID_PATTERN, { each: options.each ?? false, context: { rule: 'isId' } });
}
