import { ApiProperty } from '@nestjs/swagger';

import { IsId } from '../realtime/commands/is-id.js';

/** The id in the path. */
export class IdParamsDto {
  @ApiProperty({ example: 'launch-film', pattern: '^[A-Za-z0-9._-]{1,64}$' })
  @IsId()
  id!: string;
}

/** The ids in the path of a membership. */
export class MemberParamsDto extends IdParamsDto {
  @ApiProperty({ example: 'layla', pattern: '^[A-Za-z0-9._-]{1,64}$' })
  @IsId()
  userId!: string;
}
