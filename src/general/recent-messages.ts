import { Injectable } from '@nestjs/common';

import type { PrivateMessage } from './general.protocol.js';

/** How long a repeat is recognised. */
const KEPT_MS = 5 * 60_000;
/** What all kept messages may take together, in UTF-16 units; the oldest go first. */
const CAPACITY = 4 * 1024 * 1024;
/** What a message takes besides its text, roughly. */
const OVERHEAD = 256;

interface Kept {
  readonly message: PrivateMessage;
  readonly until: number;
}

/** The private messages of the last minutes that carried a client id, by sender and that id. On this node, in memory. */
@Injectable()
export class RecentMessages {
  /** Oldest first. */
  private readonly kept = new Map<string, Kept>();
  private size = 0;

  find(senderId: string, clientId: string): PrivateMessage | undefined {
    const kept = this.kept.get(keyOf(senderId, clientId));
    return kept !== undefined && kept.until > Date.now() ? kept.message : undefined;
  }

  keep(clientId: string, message: PrivateMessage): void {
    const key = keyOf(message.senderId, clientId);
    this.drop(key);
    this.kept.set(key, { message, until: Date.now() + KEPT_MS });
    this.size += sizeOf(message);
    for (const [oldest, { until }] of this.kept) {
      if (this.size <= CAPACITY && until > Date.now()) return;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const kept = this.kept.get(key);
    if (kept === undefined) return;
    this.kept.delete(key);
    this.size -= sizeOf(kept.message);
  }
}

/** Ids hold no space. */
function keyOf(senderId: string, clientId: string): string {
  return `${senderId} ${clientId}`;
}

function sizeOf({ message }: PrivateMessage): number {
  return message.length + OVERHEAD;
}
