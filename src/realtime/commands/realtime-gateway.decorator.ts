import { applyDecorators, UseFilters, UseGuards, UseInterceptors, UsePipes } from '@nestjs/common';
import { WebSocketGateway } from '@nestjs/websockets';

import { CommandInterceptor } from './command.interceptor.js';
import { ErrorFilter } from './error.filter.js';
import { PayloadPipe } from './payload.pipe.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import type { Namespace } from '../sockets/room.js';
import { RoomGuard } from './room.guard.js';
import { SessionGuard } from './session.guard.js';

/**
 * Makes a class the gateway of a namespace, with everything that every command passes: session, rate limit, access,
 * telemetry, validation, errors, in this order.
 */
export function RealtimeGateway(namespace: Namespace): ClassDecorator {
  return applyDecorators(
    WebSocketGateway({ namespace }),
    UseGuards(SessionGuard, RateLimitGuard, RoomGuard),
    UseInterceptors(CommandInterceptor),
    UsePipes(PayloadPipe),
    UseFilters(ErrorFilter),
  );
}
