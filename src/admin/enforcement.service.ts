import { Injectable, type OnModuleInit } from '@nestjs/common';

import { AuditLog } from '../audit/audit-log.js';
import { UsersService } from '../auth/users.service.js';
import { CodedError } from '../errors/coded-error.js';
import type { Caller } from '../realtime/commands/caller.js';
import type { RealtimeSocket } from '../realtime/sockets/realtime-socket.js';
import { NAMESPACES } from '../realtime/sockets/room.js';
import { SessionRegistry } from '../realtime/connections/session-registry.js';
import { SocketServer } from '../realtime/sockets/socket-server.js';
import type { Disconnect, Disconnected, Revoke, Revoked } from './admin.protocol.js';
import { PeerQuestions } from './peer-questions.js';

/** Whose sockets are to be ended: a user's, or one. */
type Target = { readonly userId: string } | { readonly socketId: string };

interface Order {
  readonly target: Target;
  /** The socket that gave the order: it gets its answer first. */
  readonly spared: string;
}

const DISCONNECT = 'disconnect';

/** What administrators do to the connections of others. Written into the audit log before it happens. */
@Injectable()
export class EnforcementService implements OnModuleInit {
  constructor(
    private readonly audit: AuditLog,
    private readonly users: UsersService,
    private readonly sessions: SessionRegistry,
    private readonly server: SocketServer,
    private readonly peers: PeerQuestions,
  ) {}

  onModuleInit(): void {
    this.peers.on<Order>(DISCONNECT, (order) => this.obey(order));
  }

  /** Ends sockets on every node that can be reached. Their clients are told, and may connect again. Ending nobody is no error. */
  async disconnect(caller: Caller, order: Disconnect): Promise<Disconnected> {
    const target = targetOf(order);
    const { reason } = order;
    const name = 'userId' in target ? `user:${target.userId}` : `socket:${target.socketId}`;
    await this.audit.record({ actorId: caller.userId, action: 'disconnect', target: name, reason });
    const own = this.find(target).find(({ id }) => id === caller.socketId);
    if (own !== undefined) caller.afterAnswer(() => this.sessions.end(own, 'FORBIDDEN'));
    const answers = await this.peers.ask<Order, number>(DISCONNECT, { target, spared: caller.socketId });
    const disconnected = answers.answers.reduce((sum, ended) => sum + ended, 0);
    return { disconnected, unreachable: answers.unreachable };
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

  /** How many sockets it ended, or soon will. */
  private obey({ target, spared }: Order): number {
    if (!this.server.attached) return 0;
    const sockets = this.find(target);
    for (const socket of sockets) {
      if (socket.id !== spared) this.sessions.end(socket, 'FORBIDDEN');
    }
    return sockets.length;
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
