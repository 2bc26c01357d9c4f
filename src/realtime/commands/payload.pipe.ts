import {
  Injectable,
  type ArgumentMetadata,
  type ExecutionContext,
  type PipeTransform,
  type Type,
} from '@nestjs/common';

import { PayloadValidator } from './payload-validator.js';

/** Validates the payload of every command against the DTO class of the handler's parameter. */
@Injectable()
export class PayloadPipe implements PipeTransform {
  constructor(private readonly validator: PayloadValidator) {}

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body') return value;
    if (metatype === undefined || (metatype as unknown) === Object) {
      throw new Error('a command has a payload without a DTO class: was it imported as a type?');
    }
    return this.validator.validate(metatype as Type<object>, value);
  }
}

/** The DTO class of the handler's first parameter. */
export function payloadTypeOf(context: ExecutionContext): Type<object> {
  const prototype: unknown = context.getClass().prototype;
  const types: unknown = Reflect.getMetadata('design:paramtypes', prototype as object, context.getHandler().name);
  const first: unknown = Array.isArray(types) ? types[0] : undefined;
  if (typeof first === 'function') return first as Type<object>;
  throw new Error('a command that names a room has no DTO class');
}
