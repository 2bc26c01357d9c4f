import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';

import { UsersService } from '../auth/users.service.js';
import { Conversations } from '../chat/conversations.js';
import type { MessageData } from '../chat/message.js';
import { Config } from '../config/config.js';
import { NotificationEmitter } from '../notifications/notification-emitter.js';
import { Projects } from '../projects/projects.js';
import { streamKey } from '../streams/stream.js';
import { StreamLog } from '../streams/stream-log.js';
import { DEMO_CONVERSATION, DEMO_MESSAGES, DEMO_NOTIFICATION, DEMO_PROJECT, DEMO_USERS } from './demo-content.js';
import { isDemo } from './is-demo.js';
import { DemoStore } from './demo-store.js';

/** Fills an installation that nobody has configured with something to try. What is there already is left as it is. */
@Injectable()
export class DemoSeed implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly store: DemoStore,
    private readonly users: UsersService,
    private readonly conversations: Conversations,
    private readonly projects: Projects,
    private readonly log: StreamLog,
    private readonly notifications: NotificationEmitter,
  ) {}

  /** Done before the first connection is accepted. */
  async onApplicationBootstrap(): Promise<void> {
    if (!isDemo(this.config)) return;
    for (const { id, ...user } of DEMO_USERS) {
      if ((await this.users.find(id)) === undefined) await this.users.upsert(id, user);
    }
    if (!(await this.store.hasConversation(DEMO_CONVERSATION.id))) await this.startConversation();
    if (!(await this.store.hasProject(DEMO_PROJECT.id))) await this.startProject();
  }

  private async startConversation(): Promise<void> {
    const { id, title, memberIds } = DEMO_CONVERSATION;
    // First the messages: when this is cut short, the next start finds no conversation and goes on.
    await Promise.all(
      DEMO_MESSAGES.map(({ senderId, content }, index) =>
        this.log.append({
          stream: streamKey('conversation', id),
          type: 'message',
          actorId: senderId,
          clientId: `demo-${index}`,
          data: { type: 'text', content, metadata: {} } satisfies MessageData,
        }),
      ),
    );
    await this.conversations.upsert(id, title, memberIds);
  }

  private async startProject(): Promise<void> {
    const { id, name, memberIds } = DEMO_PROJECT;
    await this.notifications.emit(memberIds, DEMO_NOTIFICATION, { clientId: 'demo' });
    await this.projects.upsert(id, { name, memberIds });
  }
}
