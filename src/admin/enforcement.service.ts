import { Injectable, type OnModuleInit } from '@nestjs/common';

import { AuditLog } from '../audit/audit-log.js';
import { UsersService } from '../auth/users.service.js';
import { CodedError } from '../errors/coded-error.js';
import type { Caller } from '../realtime/caller.js';
import { ControlBus } from '../realtime/control-bus.js';
import type { RealtimeSocket } from '../realtime/realtime-socket.js';
import { NAMESPACES } from '../realtime/room.js';
import { SessionRegistry } from '../realtime/session-registry.js';
import { SocketServer } from '../realtime/socket-server.js';
import type { Disconnect, Disconnected, Revoke, Revoked } from './admin.protocol.js';

/** Whose sockets are to be ended: a user's, or one. */
type Target = { readonly userId: string } | { readonly socketId: string };

interface Order {
  readonly target: Target;
  /** The socket that gave the order: it gets its answer first. */
  readonly spared: string;
}

const DISCONNECT = 'admin:disconnect';

/** What administrators do to the connections of others. Written into the audit log before it happens. */
@Injectable()
export class EnforcementService implements OnModuleInit {
  constructor(
    private readonly audit: AuditLog,
    private readonly users: UsersService,
    private readonly sessions: SessionRegistry,
    private readonly server: SocketServer,
    private readonly bus: ControlBus,
  ) {}

  onModuleInit(): void {
    this.bus.on(DISCONNECT, (data) => this.obey(data as Order));
  }

  /** Ends sockets on every node. Their clients are told, and may connect again. Ending nobody is no error. */
  async disconnect(caller: Caller, order: Disconnect): Promise<Disconnected> {
    const target = targetOf(order);
    const { reason } = order;
    const name = 'userId' in target ? `user:${target.userId}` : `socket:${target.socketId}`;
    await this.audit.record({ actorId: caller.userId, action: 'disconnect', target: name, reason });
    const here = this.find(target);
    this.bus.publish(DISCONNECT, { target, spared: caller.socketId } satisfies Order);
    const own = here.find(({ id }) => id === caller.socketId);
    if (own !== undefined) caller.afterAnswer(() => this.sessions.end(own, 'FORBIDDEN'));
    return { disconnected: here.length };
  }

  /**
   * Ends every session of the user on every node, and refuses the tokens issued until now.
   * @throws CodedError `FORBIDDEN` when there is no such user.
   */
  async revoke({ userId: actorId }: Caller, { userId, reason }: Revoke): Promise<Revoked> {
    if ((await this.users.find(userId)) === undefined) throw new CodedError('FORBIDDEN');
    await this.audit.record({ actorId, action: 'revoke', target: `user:${userId}`, reason });
    const at = new Date();
    if (!(await this.users.revoke(userId, at))) throw new CodedError('FORBIDDEN');
    return { userId, revokedAt: at.toISOString() };
  }

  private obey({ target, spared }: Order): void {
    if (!this.server.attached) return;
    for (const socket of this.find(target)) {
      if (socket.id !== spared) this.sessions.end(socket, 'FORBIDDEN');
    }
  }

  private find(target: Target): RealtimeSocket[] {
    if ('userId' in target) return [...this.sessions.all(target.userId)];
    return NAMESPACES.map((name) => this.server.socket(name, target.socketId)).filter((found) => found !== undefined);
  }
}

function targetOf({ userId, socketId }: Disconnect): Target {
  if (userId !== undefined && socketId === undefined) return { userId };
  if (socketId !== undefined && userId === undefined) return { socketId };
  throw new CodedError('VALIDATION_FAILED', { details: [{ path: 'userId', rule: 'isExactlyOne' }] });
}
