import { Body, Param, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';

import { UsersService } from '../auth/users.service.js';
import { ApiResource } from './api-resource.decorator.js';
import { ReturnsData } from './api-responses.decorator.js';
import { IdParamsDto } from './id-params.dto.js';
import { ServiceAudit } from './service-audit.js';
import { PutUserDto, UserDto } from './users.dto.js';

/** The user directory. */
@ApiResource('users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly audit: ServiceAudit,
  ) {}

  @Put(':id')
  @ApiOperation({ summary: 'Make or replace a user', description: 'Takes effect on open sockets at once.' })
  @ReturnsData(UserDto)
  async put(@Param() { id }: IdParamsDto, @Body() dto: PutUserDto): Promise<UserDto> {
    const user = { displayName: dto.displayName, role: dto.role, disabled: dto.disabled ?? false };
    await this.audit.record('user:put', id, user);
    await this.users.upsert(id, user);
    return { id, ...user };
  }
}
