import type { Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';

import { CodedError, type ValidationDetail } from '../../errors/coded-error.js';

/** The most broken rules that are told at once. */
const MAX_DETAILS = 20;
/** Deeper than any command needs, and shallow enough for the validator's own recursion. */
const MAX_DEPTH = 32;
/** Names that objects have from birth: no DTO declares them, and the validator would take them for declared. */
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));
const NAMEABLE = /^[A-Za-z_]\w{0,40}$/;

/**
 * Makes an instance of a DTO class with class-transformer and class-validator themselves, which look through every
 * decorated class each time.
 * @throws CodedError `VALIDATION_FAILED`, with the path and rule of each failure and never a value.
 */
export function validateWithLibraries<T extends object>(type: Type<T>, plain: object): T {
  refuseHazards(plain, MAX_DEPTH);
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
  tidy(instance, '');
  return instance;
}

/** Refuses what the validator itself would stumble over. */
function refuseHazards(value: object, depth: number): void {
  if (depth === 0) throw new CodedError('VALIDATION_FAILED', { details: [{ path: '', rule: 'isShallow' }] });
  for (const [name, child] of Object.entries(value) as [string, unknown][]) {
    if (INHERITED.has(name)) {
      throw new CodedError('VALIDATION_FAILED', { details: [{ path: '?', rule: 'whitelistValidation' }] });
    }
    if (typeof child === 'object' && child !== null && !Buffer.isBuffer(child)) refuseHazards(child, depth - 1);
  }
}

/**
 * Takes away what optional properties let pass as null, so that no handler has to know of it. Refuses binary data, which
 * class-validator takes for an object: an empty buffer has no property that it could find fault with.
 */
function tidy(instance: object, path: string): void {
  if (Buffer.isBuffer(instance)) throw new CodedError('VALIDATION_FAILED', { details: [{ path, rule: 'isObject' }] });
  for (const [name, value] of Object.entries(instance) as [string, unknown][]) {
    if (value === null && !Array.isArray(instance)) Reflect.deleteProperty(instance, name);
    else if (isInstance(value)) tidy(value, path === '' ? name : `${path}.${name}`);
  }
}

/** Whether it is a list, or of a class such as a DTO. In plain JSON, null is a value like any other. */
function isInstance(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) !== Object.prototype;
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
