import type {
  AuditPage,
  Disconnect,
  Disconnected,
  ListRooms,
  ListSockets,
  NodeReport,
  PageOptions,
  Revoke,
  Revoked,
  RoomPage,
  SocketPage,
  Stats,
  TailCommands,
  TailedCommand,
  TailGap,
} from '../src/admin/admin.protocol.js';
import type { Announce, Announcement } from '../src/general/general.protocol.js';
import type { Connection } from './core/connection.js';
import { Emitter, type Unsubscribe } from './core/emitter.js';
import type { Link } from './core/link.js';

interface AdminEvents {
  stats: Stats;
  tail: TailedCommand | TailGap;
}

/** Watching and steering the service. Every method rejects with `FORBIDDEN` without the role `admin`. */
export class AdminClient {
  private readonly events = new Emitter<AdminEvents>();
  private readonly link: Link;
  private watchers = 0;
  private tailing: TailCommands | undefined;

  constructor(connection: Connection) {
    this.link = connection.link('/admin');
    this.link.on<Stats>('admin:stats', (stats) => this.events.emit('stats', stats));
    this.link.on<TailedCommand | TailGap>('admin:tail', (line) => this.events.emit('tail', line));
    this.link.changes.on('up', () => {
      this.link.insist('admin:subscribe', this.watched);
      this.link.insist('admin:tail', () => this.tailing);
    });
  }

  /** All nodes together, now. */
  stats(): Promise<Stats> {
    return this.link.command<Stats>('admin:stats', {});
  }

  /** Hears the numbers every second, through any outage, until the returned function is called. */
  watchStats(handler: (stats: Stats) => void): Unsubscribe {
    const end = this.events.on('stats', handler);
    if (this.watchers++ === 0) this.begin('admin:subscribe', this.watched);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      end();
      if (--this.watchers === 0) this.link.send('admin:unsubscribe', {}, () => undefined);
    };
  }

  /** Each node, as it last described itself. */
  nodes(): Promise<readonly NodeReport[]> {
    return this.link.command<readonly NodeReport[]>('admin:nodes', {});
  }

  /** A page of sockets, those of a user or a namespace if one is named. */
  sockets(query: ListSockets = {}): Promise<SocketPage> {
    return this.link.command<SocketPage>('admin:sockets', query);
  }

  rooms(query: ListRooms = {}): Promise<RoomPage> {
    return this.link.command<RoomPage>('admin:rooms', query);
  }

  /** Ends sockets; well-behaved clients come back at once. */
  disconnect(target: Disconnect): Promise<Disconnected> {
    return this.link.command<Disconnected>('admin:disconnect', target);
  }

  /** Ends every session of a user, until they have a newer token. */
  revoke(target: Revoke): Promise<Revoked> {
    return this.link.command<Revoked>('admin:revoke', target);
  }

  /** Tells everyone, or some rooms. A repeat after a lost connection may be heard twice. */
  announce(announcement: Announce): Promise<Announcement> {
    return this.link.command<Announcement>('admin:announce', announcement);
  }

  /** A page of what administrators changed, newest first. */
  audit(query: PageOptions = {}): Promise<AuditPage> {
    return this.link.command<AuditPage>('admin:audit', query);
  }

  /**
   * Hears every command as it is answered, through any outage, until the returned function is called. There is one filter
   * at a time: the newest.
   */
  tail(filter: Omit<TailCommands, 'stop'>, handler: (line: TailedCommand | TailGap) => void): Unsubscribe {
    const end = this.events.on('tail', handler);
    this.tailing = filter;
    this.begin('admin:tail', () => this.tailing);
    return () => {
      end();
      if (this.tailing !== filter) return;
      this.tailing = undefined;
      this.link.send('admin:tail', { stop: true } satisfies TailCommands, () => undefined);
    };
  }

  private readonly watched = (): object | undefined => (this.watchers > 0 ? {} : undefined);

  private begin(event: string, payload: () => object | undefined): void {
    if (this.link.up) this.link.insist(event, payload);
    else this.link.use();
  }
}
