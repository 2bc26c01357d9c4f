import { registerDecorator } from 'class-validator';

import { isText } from '../../rules/text.js';

/** Validates text that people write, as {@link isText} defines it. */
export function IsText(max: number, min = 1): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name: 'isText',
      target: target.constructor,
      propertyName: String(propertyName),
      constraints: [min, max],
      validator: {
        validate: (value: unknown) => isText(value, min, max),
        defaultMessage: () => `must be text of ${min} to ${max} characters`,
      },
    });
  };
}
