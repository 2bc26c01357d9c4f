import type { Announce, Announcement, PrivateMessage } from '../src/general/general.protocol.js';
import type { Connection } from './core/connection.js';
import { Emitter, type Unsubscribe } from './core/emitter.js';
import { newId } from './core/ids.js';
import type { Link } from './core/link.js';

/** What concerns the user rather than a room. None of it is repeated after an outage. */
export interface GeneralEvents {
  /** Comes once, in however many namespaces the server says it. */
  announcement: Announcement;
  /** A message of another user, to this user alone. */
  privateMessage: PrivateMessage;
}

/** How many announcements are remembered, to hear each once. */
const REMEMBERED = 100;

/** Private messages and announcements. */
export class GeneralClient {
  private readonly events = new Emitter<GeneralEvents>();
  private readonly heard: string[] = [];
  private readonly link: Link;

  constructor(connection: Connection) {
    this.link = connection.link('/');
    this.link.on<PrivateMessage>('private:message', (message) => this.events.emit('privateMessage', message));
    for (const namespace of ['/', '/chat', '/projects', '/notifications', '/admin']) {
      connection.link(namespace).on<Announcement>('announcement', (announcement) => this.hear(announcement));
    }
  }

  on<E extends keyof GeneralEvents>(event: E, handler: (data: GeneralEvents[E]) => void): Unsubscribe {
    return this.events.on(event, handler);
  }

  /** Sends a message to one user who is connected now: it is not stored. */
  sendPrivate(userId: string, message: string): Promise<PrivateMessage> {
    return this.link.command<PrivateMessage>('private:message', { userId, message, clientId: newId() });
  }

  /** Tells everyone, or some rooms. For administrators. A repeat after a lost connection may be heard twice. */
  announce(announcement: Announce): Promise<Announcement> {
    return this.link.command<Announcement>('announcement', announcement);
  }

  private hear(announcement: Announcement): void {
    if (this.heard.includes(announcement.id)) return;
    this.heard.push(announcement.id);
    if (this.heard.length > REMEMBERED) this.heard.shift();
    this.events.emit('announcement', announcement);
  }
}
