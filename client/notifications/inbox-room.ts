import type {
  AllNotificationsRead,
  AllNotificationsReadElsewhere,
  ListNotifications,
  NewNotification,
  NotificationPage,
  NotificationRead,
  NotificationReadElsewhere,
  SubscribedNotifications,
  SubscribeNotifications,
} from '../../src/notifications/notifications.protocol.js';
import type { Context } from '../core/context.js';
import type { Unsubscribe } from '../core/emitter.js';
import { Room, type RoomState } from '../core/room.js';
import { SharedRoom } from '../core/shared-room.js';
import { InboxView, type InboxState } from './inbox-view.js';

/** What happens in an inbox. */
export interface InboxEvents {
  /** A new notification: each comes to every handler once and in order, through any outage. */
  new: NewNotification;
  /** One was read on another of the user's devices. */
  read: NotificationReadElsewhere;
  /** All were read on another of the user's devices. */
  readAll: AllNotificationsReadElsewhere;
  /** Too much was missed to be told one by one: this is how it stands, in the place of all before. */
  reload: SubscribedNotifications;
  /** The subscription's own state: joined, rejoining, revoked… */
  status: RoomState;
}

/** One user's inbox, shared by everything in this client that has it open. */
export class InboxRoom extends SharedRoom<InboxState, InboxEvents, NotificationPage> {
  readonly room: Room<SubscribedNotifications>;
  readonly content: InboxView;
  protected readonly ends: readonly Unsubscribe[];
  /** Whose inbox it is; empty as long as that is not known. */
  readonly userId: () => string;

  /** `id`: the user's; empty for the user of the session. `shared`: whether another room is of the same user. */
  constructor(id: string, { connection, session }: Context, shared: (userId: string) => boolean) {
    super();
    const link = connection.link('/notifications');
    const userId = (): string => (id === '' ? (session.userId ?? '') : id);
    // What names nobody is of one's own.
    const concerns = (data: { userId?: string }): boolean => (data.userId ?? session.userId) === userId();
    this.userId = userId;
    this.content = new InboxView(() => this.room.state.get());
    this.room = new Room<SubscribedNotifications>(link, {
      key: `inbox:${id}`,
      events: ['notification:new'],
      several: false,
      concerns,
      joinCommand: (since) => {
        const subscribe: SubscribeNotifications = { userId: userId(), ...(since && { since }) };
        return userId() === '' ? undefined : ['notifications:subscribe', subscribe];
      },
      leaveCommand: () => (shared(userId()) ? undefined : ['notifications:unsubscribe', { userId: userId() }]),
      entered: (joined, first) => {
        this.content.reset(joined);
        if (!first) this.events.emit('reload', joined);
      },
      caughtUp: (joined) => this.content.caughtUp(joined),
      handle: (_event, data) => {
        this.content.add(data as NewNotification);
        this.events.emit('new', data as NewNotification);
      },
    });
    this.ends = [
      this.room.state.subscribe(() => {
        this.content.view.changed();
        this.events.emit('status', this.room.state.get());
      }),
      // Who we are may be known only after the namespace is connected.
      session.current.subscribe(() => {
        if (this.room.state.get().status === 'joining') this.room.join();
      }),
      link.on<NotificationReadElsewhere>('notification:read', (read) => {
        if (!concerns(read)) return;
        this.content.read(read);
        this.events.emit('read', read);
      }),
      link.on<AllNotificationsReadElsewhere>('notification:readAll', (all) => {
        if (!concerns(all)) return;
        this.content.readAll();
        this.events.emit('readAll', all);
      }),
    ];
  }

  async read(notificationId: string): Promise<NotificationRead> {
    const read = await this.room.link.command<NotificationRead>('notification:read', { notificationId });
    this.content.read(read);
    return read;
  }

  async readAll(): Promise<AllNotificationsRead> {
    const all = await this.room.link.command<AllNotificationsRead>('notification:readAll', {});
    this.content.readAll();
    return all;
  }

  page(query: ListNotifications): Promise<NotificationPage> {
    return this.room.link.command<NotificationPage>('notification:list', query);
  }
}
