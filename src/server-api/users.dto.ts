import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';

import { IsId } from '../realtime/commands/is-id.js';
import { IsText } from '../realtime/commands/is-text.js';

export class PutUserDto {
  @ApiProperty({ example: 'ليلى', maxLength: 200 })
  @IsText(200)
  displayName!: string;

  @ApiProperty({ example: 'member', description: "`admin` opens /admin; every other role is the platform's own" })
  @IsId()
  role!: string;

  @ApiProperty({ required: false, default: false, description: 'A disabled user is put out at once, everywhere' })
  @IsOptional()
  @IsBoolean()
  disabled?: boolean | null;
}

/** A user as the directory has it now. */
export class UserDto {
  @ApiProperty({ example: 'layla' })
  id!: string;

  @ApiProperty({ example: 'ليلى' })
  displayName!: string;

  @ApiProperty({ example: 'member' })
  role!: string;

  @ApiProperty({ example: false })
  disabled!: boolean;
}
