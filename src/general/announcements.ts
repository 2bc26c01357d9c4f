import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { AuditLog } from '../audit/audit-log.js';
import { CodedError } from '../errors/coded-error.js';
import { Broadcaster } from '../realtime/delivery/broadcaster.js';
import { NAMESPACES, publicRoom, type Namespace, type Room } from '../realtime/sockets/room.js';
import type { Announce, Announcement } from './general.protocol.js';

const MAX_ROOMS = 50;

/** An announcement and who makes it: an administrator, or `service` for the server API. */
export interface NewAnnouncement extends Announce {
  readonly senderId: string;
}

/** Announcements, to everyone or to named rooms. */
@Injectable()
export class Announcements {
  constructor(
    private readonly audit: AuditLog,
    private readonly broadcaster: Broadcaster,
  ) {}

  /**
   * Writes the announcement into the audit log, then sends it once to each socket of the rooms, or to every socket of
   * every namespace, on every node. Callers need not audit it again. Whether the sender may is the callers' to judge.
   * @throws CodedError `VALIDATION_FAILED` when a room has no such form; `UNAVAILABLE` when it could not be audited.
   */
  async announce({ senderId, message, level, rooms }: NewAnnouncement): Promise<Announcement> {
    const targets = rooms === undefined || rooms === null ? undefined : targetsOf(rooms);
    const announcement: Announcement = {
      id: randomUUID(),
      message,
      level: level ?? 'info',
      ...(targets === undefined ? {} : { rooms: [...(rooms ?? [])] }),
      senderId,
      createdAt: new Date().toISOString(),
    };
    await this.audit.record({
      actorId: senderId,
      action: 'announce',
      target: announcement.rooms?.join(' '),
      details: { id: announcement.id, message, level: announcement.level },
    });
    if (targets === undefined) {
      for (const namespace of NAMESPACES) this.broadcaster.toAll(namespace, 'announcement', announcement);
    } else {
      for (const [namespace, members] of targets) {
        this.broadcaster.toRooms(namespace, members, 'announcement', announcement);
      }
    }
    return announcement;
  }
}

/** The rooms behind the public names, by namespace, so that a socket in several of them is reached once. */
function targetsOf(names: readonly string[]): Map<Namespace, Room[]> {
  if (names.length === 0) throw invalid('rooms', 'arrayMinSize');
  if (names.length > MAX_ROOMS) throw invalid('rooms', 'arrayMaxSize');
  const targets = new Map<Namespace, Room[]>();
  for (const [index, name] of names.entries()) {
    const found = publicRoom(name);
    if (found === undefined) throw invalid(`rooms.${index}`, 'isRoom');
    targets.set(found.namespace, [...(targets.get(found.namespace) ?? []), ...found.rooms]);
  }
  return targets;
}

function invalid(path: string, rule: string): CodedError {
  return new CodedError('VALIDATION_FAILED', { details: [{ path, rule }] });
}
