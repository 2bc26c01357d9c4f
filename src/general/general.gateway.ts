import { ADMIN_ROLE } from '../auth/user.js';
import { authenticated, role } from '../realtime/commands/access.js';
import type { Caller } from '../realtime/commands/caller.js';
import { Command } from '../realtime/commands/command.decorator.js';
import { Payload, Sender } from '../realtime/commands/params.decorator.js';
import { RealtimeGateway } from '../realtime/commands/realtime-gateway.decorator.js';
import { AnnounceDto } from './announce.dto.js';
import { Announcements } from './announcements.js';
import { RefreshSessionDto, SendPrivateMessageDto, SetPresenceDto, SubscribePresenceDto } from './general.dto.js';
import type {
  Announcement,
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

  @Command('private:message', { access: authenticated, lane: 'private' })
  sendPrivate(@Payload() dto: SendPrivateMessageDto, @Sender() caller: Caller): Promise<PrivateMessage> {
    const { userId, message, clientId } = dto;
    return this.messages.send({ senderId: caller.userId, userId, message, clientId });
  }

  @Command('announcement', { access: role(ADMIN_ROLE), lane: 'announcement' })
  announce(@Payload() dto: AnnounceDto, @Sender() caller: Caller): Promise<Announcement> {
    const { message, level, rooms } = dto;
    return this.announcements.announce({ senderId: caller.userId, message, level, rooms });
  }

  @Command('presence:subscribe', { access: authenticated, lane: 'presence' })
  subscribe(@Payload() dto: SubscribePresenceDto, @Sender() caller: Caller): Promise<PresenceStates> {
    return this.presence.subscribe(caller, dto);
  }

  @Command('presence:set', { access: authenticated, lane: 'presence' })
  setPresence(@Payload() dto: SetPresenceDto, @Sender() caller: Caller): SetPresence {
    return this.presence.set(caller, dto);
  }

  @Command('session:refresh', { access: authenticated, lane: 'session' })
  refresh(@Payload() dto: RefreshSessionDto, @Sender() caller: Caller): Promise<RefreshedSession> {
    return this.sessions.refresh(caller, dto);
  }
}
