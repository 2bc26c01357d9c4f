import { Body, Delete, Param, Put } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';

import { KnownUsers } from '../notifications/known-users.js';
import { Projects } from '../projects/projects.js';
import { ApiResource } from './api-resource.decorator.js';
import { ReturnsData } from './api-responses.decorator.js';
import { ProjectDto, PutProjectDto } from './projects.dto.js';
import { IdParamsDto, MemberParamsDto } from './id-params.dto.js';
import { MembershipDto } from './memberships.dto.js';
import { ServiceAudit } from './service-audit.js';

/** Projects and who is in them. */
@ApiResource('projects')
export class ProjectsController {
  constructor(
    private readonly projects: Projects,
    private readonly known: KnownUsers,
    private readonly audit: ServiceAudit,
  ) {}

  @Put(':id')
  @ApiOperation({
    summary: 'Make or replace a project',
    description: 'Members who are not in the list are put out at once; the others see a change as `project:update`.',
  })
  @ReturnsData(ProjectDto)
  async put(@Param() { id }: IdParamsDto, @Body() dto: PutProjectDto): Promise<ProjectDto> {
    await this.known.checkList(dto.memberIds, 'memberIds');
    const { name, status } = dto;
    const project = {
      name,
      memberIds: [...new Set(dto.memberIds)],
      ...(status === undefined || status === null ? {} : { status }),
    };
    await this.audit.record('project:put', id, project);
    await this.projects.upsert(id, project);
    return { id, ...project };
  }

  @Put(':id/members/:userId')
  @ApiOperation({ summary: 'Add a member', description: 'Repeating it changes nothing.' })
  @ReturnsData(MembershipDto)
  async addMember(@Param() { id, userId }: MemberParamsDto): Promise<MembershipDto> {
    await this.known.checkOne(userId, 'userId');
    await this.audit.record('project:add-member', id, { userId });
    await this.projects.addMember(id, userId);
    return { id, userId };
  }

  @Delete(':id/members/:userId')
  @ApiOperation({ summary: 'Remove a member', description: 'Repeating it changes nothing.' })
  @ReturnsData(MembershipDto)
  async removeMember(@Param() { id, userId }: MemberParamsDto): Promise<MembershipDto> {
    await this.audit.record('project:remove-member', id, { userId });
    await this.projects.removeMember(id, userId);
    return { id, userId };
  }
}
