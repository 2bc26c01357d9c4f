import { Injectable } from '@nestjs/common';

import { AccessPolicy, type MemberKind } from '../../access/access-policy.js';
import { ControlBus } from './control-bus.js';

interface ChangedRoom {
  readonly kind: MemberKind;
  readonly id: string;
}

const TOPIC = 'access-changed';

/** Tells every node that who may be in a room has changed, so that none goes on by what it remembers. */
@Injectable()
export class AccessChanges {
  constructor(
    private readonly bus: ControlBus,
    policy: AccessPolicy,
  ) {
    bus.on(TOPIC, (data) => {
      const { kind, id } = data as ChangedRoom;
      policy.forget(kind, id);
    });
  }

  /** Call it once the change is stored, and before anybody is put out: who comes back at once must not be let in. */
  announce(kind: MemberKind, id: string): void {
    this.bus.publish(TOPIC, { kind, id } satisfies ChangedRoom);
  }
}
