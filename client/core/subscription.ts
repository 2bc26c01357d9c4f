import type { Link } from './link.js';
import type { Unsubscribe } from './emitter.js';

/** Calls `act` whenever the namespace is connected, at once if it is; ends with the returned function. */
export function whileUp(link: Link, act: () => void): Unsubscribe {
  const end = link.changes.on('up', act);
  if (link.up) act();
  else link.use();
  return end;
}
