import { isStorable } from './text.js';

/** The largest object, in bytes of JSON. */
const MAX_BYTES = 16 * 1024;
/** How many objects and arrays may be inside each other, the outermost included. */
const MAX_DEPTH = 8;
const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * Whether the value is a plain JSON object: at most 16 KiB, at most 8 levels, finite numbers, no text that the database
 * cannot store, and no key such as `__proto__` that every object has from birth.
 */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return isPlainObject(value) && isJson(value, MAX_DEPTH) && Buffer.byteLength(JSON.stringify(value)) <= MAX_BYTES;
}

function isJson(value: unknown, levels: number): boolean {
  switch (typeof value) {
    case 'string':
      return isStorable(value);
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return true;
    case 'object':
      if (value === null) return true;
      if (levels === 0) return false;
      if (Array.isArray(value)) return value.every((item) => isJson(item, levels - 1));
      return (
        isPlainObject(value) && Object.entries(value).every(([key, item]) => isKey(key) && isJson(item, levels - 1))
      );
    default:
      return false;
  }
}

function isKey(key: string): boolean {
  return isStorable(key) && !INHERITED.has(key);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
