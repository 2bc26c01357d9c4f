import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsUrl,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

import { IsId } from '../realtime/commands/is-id.js';
import { IsText } from '../realtime/commands/is-text.js';
import { SinceDto } from '../realtime/commands/since.dto.js';
import {
  PROJECT_STATUSES,
  type Attachment,
  type CommentOnProject,
  type JoinProject,
  type LeaveProject,
  type ListProjectEvents,
  type ProjectStatus,
  type UpdateProgress,
  type UpdateStatus,
} from './projects.protocol.js';

/** The longest comment, in UTF-16 units. */
const MAX_COMMENT = 8000;
const MAX_MILESTONE = 200;
const MAX_ATTACHMENTS = 10;

export class JoinProjectDto implements JoinProject {
  @IsId()
  projectId!: string;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SinceDto)
  since?: SinceDto;
}

export class LeaveProjectDto implements LeaveProject {
  @IsId()
  projectId!: string;
}

export class UpdateStatusDto implements UpdateStatus {
  @IsId()
  projectId!: string;

  @IsIn(PROJECT_STATUSES)
  status!: ProjectStatus;

  @IsOptional()
  @IsId()
  updatedBy?: string;

  @IsOptional()
  @IsId()
  clientId?: string;
}

export class UpdateProgressDto implements UpdateProgress {
  @IsId()
  projectId!: string;

  @IsNumber()
  @Min(0)
  @Max(100)
  progress!: number;

  @IsOptional()
  @IsText(MAX_MILESTONE)
  milestone?: string;

  @IsOptional()
  @IsId()
  clientId?: string;
}

export class AttachmentDto implements Attachment {
  @IsUrl({ protocols: ['https'], require_protocol: true })
  @IsText(2048)
  url!: string;

  @IsOptional()
  @IsText(255)
  name?: string;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  size?: number;

  @IsOptional()
  @IsText(127)
  mimeType?: string;
}

export class CommentOnProjectDto implements CommentOnProject {
  @IsId()
  projectId!: string;

  @IsText(MAX_COMMENT)
  comment!: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MAX_ATTACHMENTS)
  // Nested validation looks into a list within the list as well, and would let it pass.
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => AttachmentDto)
  attachments?: AttachmentDto[];

  @IsOptional()
  @IsId()
  clientId?: string;
}

export class ListProjectEventsDto implements ListProjectEvents {
  @IsId()
  projectId!: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number;
}
