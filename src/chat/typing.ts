import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

import { Broadcaster } from '../realtime/delivery/broadcaster.js';
import { chatRoom, conversationRoom } from '../realtime/sockets/room.js';
import { StreamRooms, type Occupant } from '../realtime/delivery/stream-rooms.js';
import type { Typing as TypingEvent } from './chat.protocol.js';

/** How long a typist counts as typing without saying so again. */
const TYPING_MS = 6000;

/** Who is typing where, on this node. Not stored; ends by itself, or when the typist's socket leaves. */
@Injectable()
export class Typing implements OnModuleInit, OnModuleDestroy {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly broadcaster: Broadcaster,
    private readonly rooms: StreamRooms,
  ) {}

  onModuleInit(): void {
    this.rooms.watch('conversation', { left: (occupant) => this.left(occupant) });
  }

  onModuleDestroy(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** Tells the others, the typist's own sockets excepted. */
  set(socketId: string, typing: TypingEvent): void {
    const key = keyOf(socketId, typing.conversationId);
    const running = this.timers.get(key);
    if (!typing.isTyping) {
      clearTimeout(running);
      this.timers.delete(key);
    } else if (running !== undefined) running.refresh();
    else {
      const timer = setTimeout(() => this.set(socketId, { ...typing, isTyping: false }), TYPING_MS);
      timer.unref();
      this.timers.set(key, timer);
    }
    const { conversationId, userId } = typing;
    this.broadcaster.ambient(
      '/chat',
      [chatRoom(conversationId), conversationRoom(conversationId)],
      'user:typing',
      typing,
      { userId },
    );
  }

  private left({ id, userId, socketId }: Occupant): void {
    if (!this.timers.has(keyOf(socketId, id))) return;
    this.set(socketId, { userId, conversationId: id, isTyping: false });
  }
}

function keyOf(socketId: string, conversationId: string): string {
  return `${socketId} ${conversationId}`;
}
