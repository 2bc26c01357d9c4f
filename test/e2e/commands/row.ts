import type { Socket } from 'socket.io-client';

import type { ErrorCode } from '../../../src/errors/catalogue.js';
import type { Namespace } from '../../../src/realtime/sockets/room.js';
import type { World } from './world.js';

export type Payload = Readonly<Record<string, unknown>>;

/** Why a case does not apply to a command. Where a command then succeeds, the test sees to that. */
export interface Exempt {
  readonly because: string;
}

/** One command of the contract, and what each case of the table means for it. */
export interface Row {
  readonly event: string;
  readonly alias?: string;
  readonly namespace: Namespace;
  /** Who sends it: a member of everything, or an administrator. */
  readonly sender: 'layla' | 'admin';
  /** Makes the socket ready, by joining for instance, and returns a payload with every field that the command takes. */
  valid(world: World, socket: Socket): Promise<Payload>;
  /** The fields that may not be missing. */
  readonly required: readonly string[];
  /** What has to go into a valid payload to break a limit, one at a time. */
  readonly tooLong: readonly Payload[] | Exempt;
  /** What names another user's thing, or another user, and how that is answered. */
  readonly anotherUser: { readonly change: (world: World) => Promise<Payload>; readonly code: ErrorCode } | Exempt;
  /** `NOT_JOINED` comes from a socket that has not joined. */
  readonly notJoined: true | Exempt;
  /** `FORBIDDEN` comes from either of two changes, with the same answer: no access, and no such thing. */
  readonly noAccess: readonly [Payload, Payload] | 'by role' | Exempt;
  /** What comes while the store is away, `UNAVAILABLE` unless it says another code, with a change to the payload if any. */
  readonly storeAway: { readonly change?: (world: World) => Payload; readonly code?: ErrorCode } | Exempt;
  /** The fields that hold a client id, and how another user sees the effect of the command. */
  readonly repeated: { readonly fields: readonly string[]; readonly effect: string } | Exempt;
}

export function exempt(value: unknown): value is Exempt {
  return typeof value === 'object' && value !== null && 'because' in value;
}
