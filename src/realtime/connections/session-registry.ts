import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

import { issuedAfter } from '../../auth/authenticator.js';
import { UserChanges, type UserChange } from '../../auth/user-changes.js';
import { ADMIN_ROLE, UserDirectory } from '../../auth/user.js';
import { CodedError } from '../../errors/coded-error.js';
import type { ErrorCode } from '../../errors/catalogue.js';
import { Broadcaster } from '../delivery/broadcaster.js';
import { ControlBus } from '../cluster/control-bus.js';
import type { SessionExpiring } from '../realtime.protocol.js';
import type { RealtimeSocket } from '../sockets/realtime-socket.js';
import type { Session } from '../sockets/session.js';
import type { Namespace } from '../sockets/room.js';

/** How long before the end of its token a socket is warned. */
const WARNING_MS = 60_000;
/** The longest delay that a Node timer takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const USER_CHANGED = 'user-changed';

/** The sockets of this node by user: ends them when their token, their user or their role no longer carries them. */
@Injectable()
export class SessionRegistry implements OnModuleInit, OnModuleDestroy {
  private readonly sockets = new Map<string, Set<RealtimeSocket>>();
  private readonly logger = new Logger(SessionRegistry.name);
  private readonly timers = new Map<RealtimeSocket, NodeJS.Timeout>();

  constructor(
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

  onModuleDestroy(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  add(socket: RealtimeSocket): void {
    const { userId } = socket.data.session;
    const sockets = this.sockets.get(userId);
    if (sockets === undefined) this.sockets.set(userId, new Set([socket]));
    else sockets.add(socket);
    this.schedule(socket);
  }

  remove(socket: RealtimeSocket): void {
    clearTimeout(this.timers.get(socket));
    this.timers.delete(socket);
    const { userId } = socket.data.session;
    const sockets = this.sockets.get(userId);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.sockets.delete(userId);
  }

  /** The users with at least one socket on this node. */
  userIds(): Iterable<string> {
    return this.sockets.keys();
  }

  /** Every socket on this node, or every one of a user. */
  *all(userId?: string): Iterable<RealtimeSocket> {
    if (userId !== undefined) yield* this.sockets.get(userId) ?? [];
    else for (const sockets of this.sockets.values()) yield* sockets;
  }

  /** Puts a newer token behind every socket of the session: they stay, with their rooms. */
  refresh(session: Session, issuedAt: Date | undefined, expiresAt: Date | undefined): void {
    for (const socket of this.all(session.userId)) {
      if (socket.data.session.id !== session.id) continue;
      socket.data.session.issuedAt = issuedAt;
      socket.data.session.expiresAt = expiresAt;
      this.schedule(socket);
    }
  }

  /** Tells the socket why, and ends it. The client does not come back by itself. */
  end(socket: RealtimeSocket, code: ErrorCode): void {
    const { locale } = socket.data.session;
    this.broadcaster.toSocket(socket.nsp.name as Namespace, socket.id, 'error', new CodedError(code).toBody(locale));
    socket.disconnect();
  }

  private schedule(socket: RealtimeSocket): void {
    clearTimeout(this.timers.get(socket));
    this.timers.delete(socket);
    const { expiresAt } = socket.data.session;
    if (expiresAt === undefined) return;
    const left = expiresAt.getTime() - Date.now();
    this.later(socket, Math.max(0, left - WARNING_MS), () => {
      this.broadcaster.toSocket(socket.nsp.name as Namespace, socket.id, 'session:expiring', {
        expiresAt: expiresAt.toISOString(),
      } satisfies SessionExpiring);
      this.later(socket, Math.max(0, expiresAt.getTime() - Date.now()), () => this.end(socket, 'AUTH_EXPIRED'));
    });
  }

  private later(socket: RealtimeSocket, delayMs: number, act: () => void): void {
    // Beyond the longest delay of a timer, wait in stages.
    const timer = setTimeout(
      () => (delayMs > MAX_TIMER_MS ? this.later(socket, delayMs - MAX_TIMER_MS, act) : act()),
      Math.min(delayMs, MAX_TIMER_MS),
    );
    timer.unref();
    this.timers.set(socket, timer);
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
