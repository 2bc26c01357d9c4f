import { IsArray, IsIn, IsOptional, IsString } from 'class-validator';

import { IsText } from '../realtime/commands/is-text.js';
import { ANNOUNCEMENT_LEVELS, type Announce, type AnnouncementLevel } from './general.protocol.js';

/** The longest announcement, in UTF-16 units. */
const MAX_MESSAGE = 4000;

/** Also the payload of `admin:announce` and of the server API. */
export class AnnounceDto implements Announce {
  @IsText(MAX_MESSAGE)
  message!: string;

  @IsOptional()
  @IsIn(ANNOUNCEMENT_LEVELS)
  level?: AnnouncementLevel | null;

  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  rooms?: string[] | null;
}
