import { ADMIN_ROLE } from '../auth/user.js';
import { AnnounceDto } from '../general/announce.dto.js';
import { Announcements } from '../general/announcements.js';
import type { Announcement } from '../general/general.protocol.js';
import { role } from '../realtime/commands/access.js';
import type { Caller } from '../realtime/commands/caller.js';
import { Command } from '../realtime/commands/command.decorator.js';
import { Payload, Sender } from '../realtime/commands/params.decorator.js';
import { RealtimeGateway } from '../realtime/commands/realtime-gateway.decorator.js';
import {
  DisconnectDto,
  ListRoomsDto,
  ListSocketsDto,
  NothingDto,
  PageDto,
  RevokeDto,
  TailCommandsDto,
} from './admin.dto.js';
import type { AuditPage, Disconnected, NodeReport, Revoked, RoomPage, SocketPage, Stats } from './admin.protocol.js';
import { AuditTrail } from './audit-trail.js';
import { ConnectionsService } from './connections.service.js';
import { EnforcementService } from './enforcement.service.js';
import { StatsService } from './stats.service.js';
import { TailService } from './tail.service.js';

const ADMIN = role(ADMIN_ROLE);

/** Watching and steering the service, for administrators. */
@RealtimeGateway('/admin')
export class AdminGateway {
  constructor(
    private readonly numbers: StatsService,
    private readonly connections: ConnectionsService,
    private readonly enforcement: EnforcementService,
    private readonly announcements: Announcements,
    private readonly tails: TailService,
    private readonly trail: AuditTrail,
  ) {}

  /** The numbers of all nodes together. */
  @Command('admin:stats', { access: ADMIN })
  stats(@Payload() _nothing: NothingDto): Stats {
    return this.numbers.now();
  }

  /** The same, and then again every second as the event `admin:stats`. */
  @Command('admin:subscribe', { access: ADMIN, lane: 'stats' })
  subscribe(@Payload() _nothing: NothingDto, @Sender() caller: Caller): Stats {
    return this.numbers.subscribe(caller);
  }

  /** Ends `admin:subscribe`. */
  @Command('admin:unsubscribe', { access: ADMIN, lane: 'stats' })
  unsubscribe(@Payload() _nothing: NothingDto, @Sender() caller: Caller): void {
    this.numbers.unsubscribe(caller);
  }

  /** What each node says of itself. */
  @Command('admin:nodes', { access: ADMIN })
  nodes(@Payload() _nothing: NothingDto): NodeReport[] {
    return this.numbers.nodes();
  }

  /** Lists the sockets of all nodes, longest connected first. */
  @Command('admin:sockets', { access: ADMIN })
  sockets(@Payload() dto: ListSocketsDto): Promise<SocketPage> {
    return this.connections.sockets(dto);
  }

  /** Lists the rooms of all nodes. */
  @Command('admin:rooms', { access: ADMIN })
  rooms(@Payload() dto: ListRoomsDto): Promise<RoomPage> {
    return this.connections.rooms(dto);
  }

  /** Ends sockets, on every node: of a user, or one. They may connect again. Audited. */
  @Command('admin:disconnect', { access: ADMIN, lane: 'enforcement' })
  disconnect(@Payload() dto: DisconnectDto, @Sender() caller: Caller): Promise<Disconnected> {
    return this.enforcement.disconnect(caller, dto);
  }

  /** Ends every session of a user and refuses the tokens issued until now. Audited. */
  @Command('admin:revoke', { access: ADMIN, lane: 'enforcement' })
  revoke(@Payload() dto: RevokeDto, @Sender() caller: Caller): Promise<Revoked> {
    return this.enforcement.revoke(caller, dto);
  }

  /** The same as `announcement` on `/`. Audited. */
  @Command('admin:announce', { access: ADMIN, lane: 'announcement' })
  announce(@Payload() dto: AnnounceDto, @Sender() caller: Caller): Promise<Announcement> {
    const { message, level, rooms } = dto;
    return this.announcements.announce({ senderId: caller.userId, message, level, rooms });
  }

  /** Follows the log of commands, without their contents, as the event `admin:tail`. A new filter takes the place of the last. */
  @Command('admin:tail', { access: ADMIN, lane: 'tail' })
  tail(@Payload() dto: TailCommandsDto, @Sender() caller: Caller): void {
    this.tails.follow(caller, dto);
  }

  /** Reads the audit log, newest first. */
  @Command('admin:audit', { access: ADMIN })
  audit(@Payload() dto: PageDto): Promise<AuditPage> {
    return this.trail.page(dto);
  }
}
