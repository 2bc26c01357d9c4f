import { ApiProperty } from '@nestjs/swagger';

import { IsId } from '../realtime/commands/is-id.js';

export class RevokeSessionsDto {
  @ApiProperty({ example: 'layla' })
  @IsId()
  userId!: string;
}

/** From when on tokens of the user are accepted again. */
export class RevocationDto {
  @ApiProperty({ example: 'layla' })
  userId!: string;

  @ApiProperty({ example: '2026-01-31T09:30:00.000Z', description: 'Tokens issued until then are refused' })
  revokedAt!: string;
}
