import { Injectable } from '@nestjs/common';
import { eq } from 'drizzle-orm';

import { conversations } from '../chat/chat.schema.js';
import { Database } from '../database/database.js';
import { projects } from '../projects/projects.schema.js';

/** What of the demo is there already. */
@Injectable()
export class DemoStore {
  constructor(private readonly database: Database) {}

  async hasConversation(id: string): Promise<boolean> {
    const rows = await this.database.orm
      .select({ id: conversations.id })
      .from(conversations)
      .where(eq(conversations.id, id));
    return rows.length > 0;
  }

  async hasProject(id: string): Promise<boolean> {
    const rows = await this.database.orm.select({ id: projects.id }).from(projects).where(eq(projects.id, id));
    return rows.length > 0;
  }
}
