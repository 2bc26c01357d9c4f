import type { GuardedKind } from '../../access/access-policy.js';

/** What a command asks of its caller. Without one a command is refused. */
export type Access =
  /** Anyone who is authenticated. */
  | { readonly kind: 'authenticated' }
  /** Only the given role. */
  | { readonly kind: 'role'; readonly role: string }
  /** Whoever the `AccessPolicy` lets into the room that the payload names. */
  | { readonly kind: 'member'; readonly room: GuardedKind; readonly param: string }
  /** Only a socket that has joined the room that the payload names. */
  | { readonly kind: 'joined'; readonly room: GuardedKind; readonly param: string };

export const authenticated: Access = { kind: 'authenticated' };

export const role = (name: string): Access => ({ kind: 'role', role: name });

export const member = (room: GuardedKind, param: string): Access => ({ kind: 'member', room, param });

export const joined = (room: GuardedKind, param: string): Access => ({ kind: 'joined', room, param });
