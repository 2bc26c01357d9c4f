import type { Socket } from 'socket.io-client';

import type { Locale } from '../../../src/errors/catalogue.js';
import { NotificationEmitter } from '../../../src/notifications/notification-emitter.js';
import { Projects } from '../../../src/projects/projects.js';
import type { Namespace } from '../../../src/realtime/sockets/room.js';
import { eventId } from '../../../src/streams/stream.js';
import { StreamLog } from '../../../src/streams/stream-log.js';
import type { TestApp } from '../../support/app.js';
import { command } from '../../support/client.js';

/** Stands in every payload, so that an answer that repeats anything of one is found out. Fits the pattern of ids. */
export const MARKER = 'zqMARKERqz';

/** What layla and omar share, and what only omar has. */
export const CONVERSATION = `general-${MARKER}`;
export const PROJECT = `launch-film-${MARKER}`;
export const OTHERS = `others-${MARKER}`;
export const NOTHING = `nothing-${MARKER}`;

/** An application with users, rooms and messages in it. */
export class World {
  private constructor(readonly app: TestApp) {}

  static async create(app: TestApp): Promise<World> {
    await app.users('noor', 'admin', 'quiet');
    await app.conversation(CONVERSATION, ['layla', 'omar']);
    await app.conversation(OTHERS, ['omar']);
    await app.get(Projects).upsert(PROJECT, { name: 'Launch film', memberIds: ['layla', 'omar'] });
    await app.get(Projects).upsert(OTHERS, { name: 'Another film', memberIds: ['omar'] });
    return new World(app);
  }

  socket(namespace: Namespace, userId: string, locale: Locale = 'en'): Promise<Socket> {
    return this.app.connect(namespace, userId, { locale, transports: ['websocket'] });
  }

  /** The id of a new message of the user in the shared conversation, or in another. */
  async message(senderId: string, conversationId: string = CONVERSATION): Promise<string> {
    const { event } = await this.app.get(StreamLog).append({
      stream: `conversation:${conversationId}`,
      type: 'message',
      actorId: senderId,
      data: { type: 'text', content: 'a message', metadata: {} },
    });
    return eventId(event);
  }

  /** The id of a new notification of the user. */
  async notification(userId: string): Promise<string> {
    const content = { type: 'test', title: 'A title', body: 'A body' };
    const [sent] = await this.app.get(NotificationEmitter).emit([userId], content);
    return sent!.notificationId;
  }

  async joinConversation(socket: Socket): Promise<void> {
    await command(socket, 'chat:join', { conversationId: CONVERSATION });
  }

  async joinProject(socket: Socket): Promise<void> {
    await command(socket, 'project:join', { projectId: PROJECT });
  }
}
