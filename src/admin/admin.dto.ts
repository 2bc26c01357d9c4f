import { IsBoolean, IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

import { IsId } from '../realtime/commands/is-id.js';
import { IsText } from '../realtime/commands/is-text.js';
import { NAMESPACES, type Namespace } from '../realtime/sockets/room.js';
import type { Disconnect, ListRooms, ListSockets, PageOptions, Revoke, TailCommands } from './admin.protocol.js';

const MAX_REASON = 500;
/** A kind, a colon and an id. */
const MAX_ROOM = 100;

/** For commands that take nothing: every property is refused. */
export class NothingDto {
  declare readonly nothing?: never;
}

export class PageDto implements PageOptions {
  @IsOptional()
  @Matches(/^[\w-]{1,300}$/, { context: { rule: 'isCursor' } })
  cursor?: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

export class ListRoomsDto extends PageDto implements ListRooms {
  @IsOptional()
  @IsIn(NAMESPACES)
  namespace?: Namespace;
}

export class ListSocketsDto extends ListRoomsDto implements ListSockets {
  @IsOptional()
  @IsId()
  userId?: string;

  @IsOptional()
  @IsText(MAX_ROOM)
  room?: string;
}

export class DisconnectDto implements Disconnect {
  @IsOptional()
  @IsId()
  userId?: string;

  @IsOptional()
  @IsId()
  socketId?: string;

  @IsText(MAX_REASON)
  reason!: string;
}

export class RevokeDto implements Revoke {
  @IsId()
  userId!: string;

  @IsOptional()
  @IsText(MAX_REASON)
  reason?: string;
}

export class TailCommandsDto implements TailCommands {
  @IsOptional()
  @IsId()
  userId?: string;

  @IsOptional()
  @IsIn(NAMESPACES)
  namespace?: Namespace;

  @IsOptional()
  @IsBoolean()
  stop?: boolean;
}
