import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsIn, IsOptional } from 'class-validator';

import { PROJECT_STATUSES, type ProjectStatus } from '../projects/projects.protocol.js';
import { IsId } from '../realtime/commands/is-id.js';
import { IsText } from '../realtime/commands/is-text.js';
import { MAX_MEMBERS } from './memberships.dto.js';

export class PutProjectDto {
  @ApiProperty({ example: 'فيلم الإطلاق', maxLength: 200 })
  @IsText(200)
  name!: string;

  @ApiProperty({ example: ['layla', 'omar'], maxItems: MAX_MEMBERS, description: 'All members: others are removed' })
  @IsArray()
  @ArrayMaxSize(MAX_MEMBERS)
  @IsId({ each: true })
  memberIds!: string[];

  @ApiProperty({
    required: false,
    enum: PROJECT_STATUSES,
    description: 'When absent, a new project is `planned`, and an existing one keeps its status',
  })
  @IsOptional()
  @IsIn(PROJECT_STATUSES)
  status?: ProjectStatus | null;
}

/** A project after the request. */
export class ProjectDto {
  @ApiProperty({ example: 'launch-film' })
  id!: string;

  @ApiProperty({ example: 'فيلم الإطلاق' })
  name!: string;

  @ApiProperty({ example: ['layla', 'omar'] })
  memberIds!: string[];

  @ApiProperty({ required: false, enum: PROJECT_STATUSES, description: 'When the request gave one' })
  status?: ProjectStatus;
}
