import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';

import { AccessPolicy, type GuardedKind } from '../../access/access-policy.js';
import { CodedError } from '../../errors/coded-error.js';
import { isId } from '../../rules/id.js';
import { streamKey } from '../../streams/stream.js';
import { StreamRelay } from '../../streams/stream-relay.js';
import type { Access } from './access.js';
import type { Caller } from './caller.js';
import { callerOf, fieldOf, rawPayloadOf } from './command-context.js';
import { commandDefinition } from './command.decorator.js';
import { payloadTypeOf } from './payload.pipe.js';
import { PayloadValidator } from './payload-validator.js';

/**
 * Checks what a command asks of its caller. A handler that asks for nothing is refused: access is given, never assumed.
 *
 * It runs before the pipe and sees the payload as it came. An id that is none cannot be judged, so it is told as the
 * validation error that it is.
 */
@Injectable()
export class RoomGuard implements CanActivate {
  constructor(
    private readonly relay: StreamRelay,
    private readonly validator: PayloadValidator,
    private readonly policy: AccessPolicy,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const caller = callerOf(context);
    const access = commandDefinition(String(context.getArgByIndex(3)))?.access;
    if (access === undefined) throw new CodedError('FORBIDDEN');
    switch (access.kind) {
      case 'authenticated':
        return true;
      case 'role':
        if (caller.session.role !== access.role) throw new CodedError('FORBIDDEN');
        return true;
      case 'member':
        return this.admit(caller, access.room, this.idIn(context, access));
      case 'joined': {
        const id = this.idIn(context, access);
        if (this.relay.has(streamKey(access.room, id), caller.socketId)) return true;
        return this.admit(caller, access.room, id).then(() => {
          throw new CodedError('NOT_JOINED');
        });
      }
    }
  }

  private async admit(caller: Caller, kind: GuardedKind, id: string): Promise<boolean> {
    if (!(await this.policy.mayEnter(caller.session, kind, id))) throw new CodedError('FORBIDDEN');
    return true;
  }

  private idIn(context: ExecutionContext, access: Extract<Access, { param: string }>): string {
    const payload = rawPayloadOf(context);
    const id = fieldOf(payload, access.param);
    if (isId(id)) return id;
    this.validator.validate(payloadTypeOf(context), payload);
    throw new CodedError('VALIDATION_FAILED', { details: [{ path: access.param, rule: 'isId' }] });
  }
}
