import { registerDecorator } from 'class-validator';

import { isJsonObject } from '../rules/json-object.js';

/** Validates what {@link isJsonObject} accepts. */
export function IsJsonObject(): PropertyDecorator {
  return (target, propertyName) => {
    registerDecorator({
      name: 'isJsonObject',
      target: target.constructor,
      propertyName: String(propertyName),
      validator: {
        validate: isJsonObject,
        defaultMessage: () => 'must be a JSON object within the limits',
      },
    });
  };
}
