import { Injectable, type Type } from '@nestjs/common';

import { CodedError } from '../../errors/coded-error.js';
import { dtoReader, type DtoReader } from './dto-reader.js';
import { validateWithLibraries } from './library-validation.js';

/** Turns what came over the wire into an instance of a DTO class, or says which rules it breaks. */
@Injectable()
export class PayloadValidator {
  private readonly readers = new Map<Type<object>, DtoReader>();

  /**
   * Returns an instance whose every property is declared and valid. A missing payload counts as an empty one, and a
   * property that is null as one that is missing.
   * @throws CodedError `VALIDATION_FAILED`, with the path and rule of each failure and never a value.
   */
  validate<T extends object>(type: Type<T>, payload: unknown): T {
    const plain = payload ?? {};
    if (typeof plain !== 'object' || Array.isArray(plain) || Buffer.isBuffer(plain)) {
      throw new CodedError('VALIDATION_FAILED', { details: [{ path: '', rule: 'isObject' }] });
    }
    return this.reader(type)(plain) ?? validateWithLibraries(type, plain);
  }

  private reader<T extends object>(type: Type<T>): DtoReader<T> {
    let reader = this.readers.get(type);
    if (reader === undefined) {
      reader = dtoReader(type);
      this.readers.set(type, reader);
    }
    return reader as DtoReader<T>;
  }
}
