import { registerDecorator } from 'class-validator';

/**
 * Validates text that people write: a string of `min` to `max` characters, more than white space unless `min` is 0, without
 * U+0000 (which PostgreSQL cannot store) and without lone surrogates (which UTF-8 cannot carry).
 */
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

function isText(value: unknown, min: number, max: number): boolean {
  return (
    typeof value === 'string' &&
    value.length <= max &&
    (min === 0 || value.trim().length >= min) &&
    !value.includes('\u0000') &&
    value.isWellFormed()
  );
}
