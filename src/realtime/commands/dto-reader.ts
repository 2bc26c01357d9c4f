import type { Type } from '@nestjs/common';

import { rulesOf, type PropertyRules } from './dto-metadata.js';

/** Makes a valid instance of plain data, or undefined when that is not certain. */
export type DtoReader<T extends object = object> = (plain: object) => T | undefined;

interface Property extends PropertyRules {
  readonly read: DtoReader | undefined;
}

const NOTHING: DtoReader = () => undefined;

/**
 * A reader of a DTO class, made of its decorators once. It runs the same validators on the same values as the libraries
 * would, but finds them without a search.
 *
 * It only ever says yes: undefined means that the libraries must be asked, for the errors or because the data or the class
 * has something uncommon (null, binary data, `@Transform`). So it can be slow where it should be fast, but not wrong.
 */
export function dtoReader<T extends object>(type: Type<T>): DtoReader<T> {
  return reader(type, []) as DtoReader<T>;
}

function reader(type: Type<object>, outer: readonly Type<object>[]): DtoReader {
  const rules = outer.includes(type) || hasMembers(type) ? undefined : rulesOf(type);
  if (rules === undefined) return NOTHING;
  const properties = new Map<string, Property>();
  for (const rule of rules) {
    const read = rule.nested === undefined ? undefined : reader(rule.nested, [...outer, type]);
    properties.set(rule.name, { ...rule, read });
  }
  // What a class sets by itself is checked like the rest, so it must be something that needs no reading.
  const preset: [string, unknown][] = Object.entries(new type());
  if (preset.some(([name, value]) => !properties.has(name) || isObject(value))) return NOTHING;
  const all = [...properties.values()];
  return (plain) => {
    if (Object.getPrototypeOf(plain) !== Object.prototype) return undefined;
    const instance = new type() as Record<string, unknown>;
    for (const name of Object.keys(plain)) {
      const property = properties.get(name);
      if (property === undefined) return undefined;
      const value = read((plain as Readonly<Record<string, unknown>>)[name], property.read);
      if (value === undefined) return undefined;
      instance[name] = value;
    }
    return all.every((property) => holds(property, instance)) ? instance : undefined;
  };
}

/** The value as an instance would have it; undefined when it is none that can be told. */
function read(value: unknown, nested: DtoReader | undefined): unknown {
  if (nested === undefined && !isObject(value)) return value === null ? undefined : value;
  if (Array.isArray(value)) {
    const list = value.map((item: unknown) => (Array.isArray(item) ? undefined : read(item, nested)));
    return list.includes(undefined) ? undefined : list;
  }
  return nested !== undefined && isObject(value) ? nested(value) : undefined;
}

function holds({ name, conditions, checks }: Property, instance: Readonly<Record<string, unknown>>): boolean {
  const value = instance[name];
  for (const condition of conditions) if (!condition(value, instance)) return true;
  for (const check of checks) if (!check(value, instance)) return false;
  return true;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Whether its instances have methods or accessors, which a property of the same name must not replace. */
function hasMembers(type: Type<object>): boolean {
  const prototype = type.prototype as object;
  if (prototype === Object.prototype) return false;
  if (Object.getOwnPropertyNames(prototype).length > 1) return true;
  const parent: unknown = Object.getPrototypeOf(prototype);
  return parent !== Object.prototype && isObject(parent) && hasMembers(parent.constructor as Type<object>);
}
