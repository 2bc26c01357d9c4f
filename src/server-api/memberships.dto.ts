import { ApiProperty } from '@nestjs/swagger';

/** The most members that one request names; more are added one by one. */
export const MAX_MEMBERS = 1000;

/** Who was added to, or removed from, what. */
export class MembershipDto {
  @ApiProperty({ example: 'launch-film' })
  id!: string;

  @ApiProperty({ example: 'layla' })
  userId!: string;
}
