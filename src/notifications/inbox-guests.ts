import { Injectable, type OnModuleInit } from '@nestjs/common';

import { AccessPolicy } from '../access/access-policy.js';
import { UserChanges } from '../auth/user-changes.js';
import { UserDirectory, type User } from '../auth/user.js';
import { ControlBus } from '../realtime/cluster/control-bus.js';
import { StreamRooms, type Occupant } from '../realtime/delivery/stream-rooms.js';

const CHANGED = 'inbox-guest-changed';
const NO_LONGER_ADMIN = 'role';

/** Puts users whose role no longer lets them in out of the inboxes of others. */
@Injectable()
export class InboxGuests implements OnModuleInit {
  /** By user, the sockets of this node in inboxes that are not theirs. */
  private readonly guests = new Map<string, Map<string, Occupant>>();

  constructor(
    private readonly rooms: StreamRooms,
    private readonly changes: UserChanges,
    private readonly directory: UserDirectory,
    private readonly policy: AccessPolicy,
    private readonly bus: ControlBus,
  ) {}

  onModuleInit(): void {
    this.rooms.watch('inbox', {
      entered: (occupant) => this.entered(occupant),
      left: (occupant) => this.left(occupant),
    });
    this.changes.subscribe(({ userId, kind }) => {
      if (kind === 'updated') this.bus.publish(CHANGED, { userId });
    });
    this.bus.on(CHANGED, (data) => void this.changed((data as { readonly userId: string }).userId));
  }

  private async mayStay(user: User | undefined, inboxId: string): Promise<boolean> {
    if (user === undefined) return false;
    return this.policy.mayEnter({ userId: user.id, role: user.role }, 'inbox', inboxId).catch(() => false);
  }

  private entered(occupant: Occupant): void {
    const { id, userId } = occupant;
    if (id === userId) return;
    const here = this.guests.get(userId) ?? new Map<string, Occupant>();
    this.guests.set(userId, here.set(keyOf(occupant), occupant));
    // What has changed between the look and the answer found nobody to put out.
    void this.changed(userId);
  }

  private left(occupant: Occupant): void {
    const here = this.guests.get(occupant.userId);
    here?.delete(keyOf(occupant));
    if (here?.size === 0) this.guests.delete(occupant.userId);
  }

  private async changed(userId: string): Promise<void> {
    if (!this.guests.has(userId)) return;
    // When nobody can tell, they are put out: coming back is easy.
    const user = await this.directory.find(userId).catch(() => undefined);
    const inboxes = new Set([...(this.guests.get(userId)?.values() ?? [])].map(({ id }) => id));
    for (const id of inboxes) {
      if (await this.mayStay(user, id)) continue;
      this.rooms.evict('/notifications', 'inbox', id, userId, NO_LONGER_ADMIN);
    }
  }
}

function keyOf({ id, socketId }: Occupant): string {
  return `${socketId} ${id}`;
}
