import { Body, HttpCode, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';

import { UsersService } from '../auth/users.service.js';
import { CodedError } from '../errors/coded-error.js';
import { ApiResource } from './api-resource.decorator.js';
import { ReturnsData } from './api-responses.decorator.js';
import { ServiceAudit } from './service-audit.js';
import { RevocationDto, RevokeSessionsDto } from './sessions.dto.js';

/** Sessions: what tokens have opened. */
@ApiResource('sessions')
export class SessionsController {
  constructor(
    private readonly users: UsersService,
    private readonly audit: ServiceAudit,
  ) {}

  @Post('revoke')
  @HttpCode(200)
  @ApiOperation({
    summary: 'End all sessions of a user',
    description:
      'Every socket on every node is closed, and every token issued until now is refused. 403 for an unknown user.',
  })
  @ReturnsData(RevocationDto)
  async revoke(@Body() { userId }: RevokeSessionsDto): Promise<RevocationDto> {
    await this.audit.record('revoke', userId);
    const revokedAt = new Date();
    if (!(await this.users.revoke(userId, revokedAt))) throw new CodedError('FORBIDDEN');
    return { userId, revokedAt: revokedAt.toISOString() };
  }
}
