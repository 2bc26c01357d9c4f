import { Body, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';

import { PrivateMessages } from '../general/private-messages.js';
import { ApiResource } from './api-resource.decorator.js';
import { ReturnsCreated } from './api-responses.decorator.js';
import { PostPrivateMessageDto, PrivateMessageDto } from './private-messages.dto.js';
import { SERVICE, ServiceAudit } from './service-audit.js';

/** Messages to one user who is connected. */
@ApiResource('private-messages')
export class PrivateMessagesController {
  constructor(
    private readonly messages: PrivateMessages,
    private readonly audit: ServiceAudit,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Send a message to one user',
    description: 'Arrives as `private:message` on `/`. Not stored: use a notification for what must not be missed.',
  })
  @ReturnsCreated(PrivateMessageDto)
  async send(@Body() { userId, message, clientId }: PostPrivateMessageDto): Promise<PrivateMessageDto> {
    await this.audit.record('private-message', userId);
    return this.messages.send({ senderId: SERVICE, userId, message, clientId: clientId ?? null });
  }
}
