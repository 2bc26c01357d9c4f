import { Body, Delete, Param, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';

import { Conversations } from '../chat/conversations.js';
import { KnownUsers } from '../notifications/known-users.js';
import { ApiResource } from './api-resource.decorator.js';
import { ReturnsData } from './api-responses.decorator.js';
import { ConversationDto, PutConversationDto } from './conversations.dto.js';
import { IdParamsDto, MemberParamsDto } from './id-params.dto.js';
import { MembershipDto } from './memberships.dto.js';
import { ServiceAudit } from './service-audit.js';

/** Conversations and who is in them. */
@ApiResource('conversations')
export class ConversationsController {
  constructor(
    private readonly conversations: Conversations,
    private readonly known: KnownUsers,
    private readonly audit: ServiceAudit,
  ) {}

  @Put(':id')
  @ApiOperation({
    summary: 'Make or replace a conversation',
    description: 'Members who are not in the list are put out at once and told `room:revoked`.',
  })
  @ReturnsData(ConversationDto)
  async put(
    @Param() { id }: IdParamsDto,
    @Body() { title, memberIds: named }: PutConversationDto,
  ): Promise<ConversationDto> {
    await this.known.checkList(named, 'memberIds');
    const memberIds = [...new Set(named)];
    await this.audit.record('conversation:put', id, { title, memberIds });
    await this.conversations.upsert(id, title, memberIds);
    return { id, title, memberIds };
  }

  @Put(':id/members/:userId')
  @ApiOperation({ summary: 'Add a member', description: 'Repeating it changes nothing.' })
  @ReturnsData(MembershipDto)
  async addMember(@Param() { id, userId }: MemberParamsDto): Promise<MembershipDto> {
    await this.known.checkOne(userId, 'userId');
    await this.audit.record('conversation:add-member', id, { userId });
    await this.conversations.addMember(id, userId);
    return { id, userId };
  }

  @Delete(':id/members/:userId')
  @ApiOperation({ summary: 'Remove a member', description: 'Repeating it changes nothing.' })
  @ReturnsData(MembershipDto)
  async removeMember(@Param() { id, userId }: MemberParamsDto): Promise<MembershipDto> {
    await this.audit.record('conversation:remove-member', id, { userId });
    await this.conversations.removeMember(id, userId);
    return { id, userId };
  }
}
