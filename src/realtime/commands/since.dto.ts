import { IsInt, Matches, Max, Min } from 'class-validator';

import type { Since } from '../realtime.protocol.js';

/** Where a client stood when it was last connected. */
export class SinceDto implements Since {
  @Matches(/^[A-Za-z0-9._-]{1,64}$/)
  epoch!: string;

  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  seq!: number;
}
