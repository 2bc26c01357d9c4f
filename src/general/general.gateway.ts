import { ADMIN_ROLE } from '../auth/user.js';
import { REFUSALS } from '../errors/catalogue.js';
import { authenticated, role } from '../realtime/commands/access.js';
import type { Caller } from '../realtime/commands/caller.js';
import { Command } from '../realtime/commands/command.decorator.js';
import { Payload, Sender } from '../realtime/commands/params.decorator.js';
import { RealtimeGateway } from '../realtime/commands/realtime-gateway.decorator.js';
import { AnnounceDto } from './announce.dto.js';
import { Announcements } from './announcements.js';
import {
  PingDto,
  RefreshSessionDto,
  SendPrivateMessageDto,
  SetPresenceDto,
  SubscribePresenceDto,
} from './general.dto.js';
import type {
  Announcement,
  Pong,
  PresenceStates,
  PrivateMessage,
  RefreshedSession,
  SetPresence,
} from './general.protocol.js';
import { PresenceService } from './presence.service.js';
import { PrivateMessages } from './private-messages.js';
import { SessionService } from './session.service.js';

/** What needs no room: private messages, announcements, presence, and the session itself. */
@RealtimeGateway('/')
export class GeneralGateway {
  constructor(
    private readonly messages: PrivateMessages,
    private readonly announcements: Announcements,
    private readonly presence: PresenceService,
    private readonly sessions: SessionService,
  ) {}

  /** Sends a message to one user, at most once: it is not stored. */
  @Command('private:message', { access: authenticated, lane: 'private', errors: ['FORBIDDEN'] })
  sendPrivate(@Payload() dto: SendPrivateMessageDto, @Sender() caller: Caller): Promise<PrivateMessage> {
    const { userId, message, clientId } = dto;
    return this.messages.send({ senderId: caller.userId, userId, message, clientId });
  }

  /** Tells everyone something, or the sockets of named rooms. Audited. */
  @Command('announcement', { access: role(ADMIN_ROLE), lane: 'announcement' })
  announce(@Payload() dto: AnnounceDto, @Sender() caller: Caller): Promise<Announcement> {
    const { message, level, rooms } = dto;
    return this.announcements.announce({ senderId: caller.userId, message, level, rooms });
  }

  /** Asks for the presence of users, and follows it. Replaces the socket's earlier subscription. */
  @Command('presence:subscribe', { access: authenticated, lane: 'presence' })
  subscribe(@Payload() dto: SubscribePresenceDto, @Sender() caller: Caller): Promise<PresenceStates> {
    return this.presence.subscribe(caller, dto);
  }

  /** Sets one's own status, for all of one's sockets, until the last has gone. */
  @Command('presence:set', { access: authenticated, lane: 'presence' })
  setPresence(@Payload() dto: SetPresenceDto, @Sender() caller: Caller): SetPresence {
    return this.presence.set(caller, dto);
  }

  /** A sign of life, for a client that has heard nothing for too long. */
  @Command('session:ping', { access: authenticated })
  ping(@Payload() _nothing: PingDto): Pong {
    return { serverTime: new Date().toISOString() };
  }

  /** Puts a newer token behind the session, in every namespace of the connection: rooms and order are kept. */
  @Command('session:refresh', { access: authenticated, lane: 'session', errors: [...REFUSALS, 'FORBIDDEN'] })
  refresh(@Payload() dto: RefreshSessionDto, @Sender() caller: Caller): Promise<RefreshedSession> {
    return this.sessions.refresh(caller, dto);
  }
}
