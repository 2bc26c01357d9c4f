import { Injectable, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';

import { CodedError, type ValidationDetail } from '../errors/coded-error.js';

/** The most broken rules that are told at once. */
const MAX_DETAILS = 20;
const NAMEABLE = /^[A-Za-z_]\w{0,40}$/;

/** Turns what came over the wire into an instance of a DTO class, or says which rules it breaks. */
@Injectable()
export class PayloadValidator {
  /**
   * Returns an instance whose every property is declared and valid. A missing payload counts as an empty one.
   * @throws CodedError `VALIDATION_FAILED`, with the path and rule of each failure and never a value.
   */
  validate<T extends object>(type: Type<T>, payload: unknown): T {
    const plain = payload ?? {};
    if (typeof plain !== 'object' || Array.isArray(plain) || Buffer.isBuffer(plain)) {
      throw new CodedError('VALIDATION_FAILED', { details: [{ path: '', rule: 'isObject' }] });
    }
    const instance = plainToInstance(type, plain);
    const errors = validateSync(instance, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: false,
      validationError: { target: false, value: false },
    });
    if (errors.length > 0) {
      throw new CodedError('VALIDATION_FAILED', { details: detailsOf(errors, '').slice(0, MAX_DETAILS) });
    }
    return instance;
  }
}

function detailsOf(errors: readonly ValidationError[], parent: string): ValidationDetail[] {
  return errors.flatMap((error) => {
    const name = NAMEABLE.test(error.property) || /^\d+$/.test(error.property) ? error.property : '?';
    const path = parent === '' ? name : `${parent}.${name}`;
    const own = Object.keys(error.constraints ?? {}).map((constraint) => {
      const context: unknown = error.contexts?.[constraint];
      const named = typeof context === 'object' && context !== null && 'rule' in context ? context.rule : undefined;
      return { path, rule: typeof named === 'string' ? named : constraint };
    });
    return [...own.slice(0, 1), ...detailsOf(error.children ?? [], path)];
  });
}
