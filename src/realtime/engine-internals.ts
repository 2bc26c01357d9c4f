import type { Socket as Connection } from 'engine.io';

/**
 * The one place that reads what Engine.IO does not make public. A test opens a real connection and fails when a new
 * version of the library has moved any of it.
 */

/** The packets that wait in the connection until its transport can write again. */
export function writeQueue(connection: Connection): readonly { readonly data?: unknown }[] {
  const queue: unknown = Reflect.get(connection, 'writeBuffer');
  if (!Array.isArray(queue)) throw new Error('Engine.IO no longer keeps its queue in writeBuffer');
  return queue as { data?: unknown }[];
}

/** How many bytes wait in the connection's queue, roughly: text counts a byte a character. */
export function queuedBytes(connection: Connection): number {
  let bytes = 0;
  for (const { data } of writeQueue(connection)) {
    if (typeof data === 'string' || Buffer.isBuffer(data)) bytes += data.length;
  }
  return bytes;
}
