import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';

import { issuedAfter } from '../../auth/authenticator.js';
import { UserChanges, type UserChange } from '../../auth/user-changes.js';
import { ADMIN_ROLE, UserDirectory } from '../../auth/user.js';
import { CodedError } from '../../errors/coded-error.js';
import type { ErrorCode } from '../../errors/catalogue.js';
import { Broadcaster } from '../delivery/broadcaster.js';
import { ControlBus } from '../cluster/control-bus.js';
import { Presence } from '../cluster/presence.js';
import type { RealtimeSocket } from '../sockets/realtime-socket.js';
import type { Session } from '../sockets/session.js';
import { NAMESPACES, type Namespace, userRoom } from '../sockets/room.js';
import { SocketServer } from '../sockets/socket-server.js';

const USER_CHANGED = 'user-changed';

/** The sockets of this node by user: ends them when their user or their role no longer carries them. */
@Injectable()
export class SessionRegistry implements OnModuleInit {
  private readonly logger = new Logger(SessionRegistry.name);

  constructor(
    private readonly server: SocketServer,
    private readonly presence: Presence,
    private readonly broadcaster: Broadcaster,
    private readonly changes: UserChanges,
    private readonly directory: UserDirectory,
    private readonly bus: ControlBus,
  ) {}

  onModuleInit(): void {
    this.bus.on(USER_CHANGED, (data) => {
      this.directory.forget((data as SerializedChange).userId);
      // Whoever has caused it, perhaps of their own, is answered first.
      setImmediate(() => this.obey(data as SerializedChange));
    });
    this.changes.subscribe(({ userId, kind, at }) => {
      this.bus.publish(USER_CHANGED, { userId, kind, at: at.getTime() } satisfies SerializedChange);
    });
  }

  /** The users with at least one socket on this node. */
  userIds(): Iterable<string> {
    return this.presence.usersHere();
  }

  /** Every socket on this node, or every one of a user. */
  *all(userId?: string): Iterable<RealtimeSocket> {
    if (!this.server.attached) return;
    for (const namespace of NAMESPACES) {
      const { sockets, adapter } = this.server.of(namespace);
      if (userId === undefined) {
        yield* sockets.values();
        continue;
      }
      for (const socketId of adapter.rooms.get(userRoom(userId)) ?? []) {
        const socket = sockets.get(socketId);
        if (socket !== undefined) yield socket;
      }
    }
  }

  /** Puts a newer token behind every socket of the session: they stay, with their rooms. */
  refresh(session: Session, issuedAt: number | undefined, expiresAt: number | undefined): void {
    for (const socket of this.all(session.userId)) {
      if (socket.data.session.id === session.id) socket.data.session.carriedBy(issuedAt, expiresAt);
    }
  }

  /** Tells the socket why, and ends it. The client does not come back by itself. */
  end(socket: RealtimeSocket, code: ErrorCode): void {
    const { locale } = socket.data.session;
    this.broadcaster.toSocket(socket.nsp.name as Namespace, socket.id, 'error', new CodedError(code).toBody(locale));
    socket.disconnect();
  }

  private obey(change: SerializedChange): void {
    this.userChanged(change).catch((error: unknown) => {
      this.logger.warn(`a change of a user is not in effect on open sockets: ${String(error)}`);
    });
  }

  private async userChanged({ userId, kind, at }: SerializedChange): Promise<void> {
    switch (kind) {
      case 'disabled':
        for (const socket of [...this.all(userId)]) this.end(socket, 'AUTH_USER_DISABLED');
        return;
      case 'revoked': {
        for (const socket of [...this.all(userId)]) {
          if (!issuedAfter(socket.data.session.issuedAt, new Date(at))) this.end(socket, 'AUTH_INVALID');
        }
        return;
      }
      case 'updated':
        await this.takeRole(userId);
    }
  }

  private async takeRole(userId: string): Promise<void> {
    const user = await this.directory.find(userId);
    if (user === undefined) return;
    for (const socket of [...this.all(userId)]) {
      socket.data.session.role = user.role;
      if (socket.nsp.name === '/admin' && user.role !== ADMIN_ROLE) this.end(socket, 'FORBIDDEN');
    }
  }
}

interface SerializedChange {
  readonly userId: string;
  readonly kind: UserChange['kind'];
  readonly at: number;
}
