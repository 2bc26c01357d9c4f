import type { ErrorCode } from '../../errors/catalogue.js';
import type { Access } from './access.js';
import type { CommandDefinition } from './command.decorator.js';

/** What any command may be answered with, whatever it does. */
const COMMON: readonly ErrorCode[] = [
  'VALIDATION_FAILED',
  'RATE_LIMITED',
  'PAYLOAD_TOO_LARGE',
  'AUTH_EXPIRED',
  'UNAVAILABLE',
  'TIMEOUT',
  'SHUTTING_DOWN',
  'SOCKET_ERROR',
];

/** Every code that the command may be answered with, those of its own first. */
export function errorsOf({ access, errors }: CommandDefinition): ErrorCode[] {
  return [...new Set([...errorsOfAccess(access), ...errors, ...COMMON])];
}

function errorsOfAccess(access: Access): readonly ErrorCode[] {
  switch (access.kind) {
    case 'authenticated':
      return [];
    case 'role':
    case 'member':
      return ['FORBIDDEN'];
    case 'joined':
      return ['NOT_JOINED', 'FORBIDDEN'];
  }
}
