import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';

import { PayloadValidator } from '../realtime/commands/payload-validator.js';

/** Validates the body and the path of a request with the rules that commands have. */
@Injectable()
export class RequestPipe implements PipeTransform {
  constructor(private readonly validator: PayloadValidator) {}

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom') return value;
    if (metatype === undefined || (metatype as unknown) === Object) {
      throw new Error('a route takes something without a DTO class: was it imported as a type?');
    }
    return this.validator.validate(metatype as Type<object>, value);
  }
}
