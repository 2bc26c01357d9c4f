import { Body, Controller, HttpCode, Post, UseFilters, UseGuards, UseInterceptors, UsePipes } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

import { TokenIssuer } from '../auth/token-issuer.js';
import { CodedError } from '../errors/coded-error.js';
import { type EmittedNotification, NotificationEmitter } from '../notifications/notification-emitter.js';
import { DataInterceptor } from '../server-api/data.interceptor.js';
import { RequestPipe } from '../server-api/request.pipe.js';
import { DEMO_USERS } from './demo-content.js';
import { DemoErrorFilter } from './demo-error.filter.js';
import { DemoNotificationDto, DemoTokenDto } from './demo.dto.js';
import { LocalRequestGuard } from './local-request.guard.js';

/**
 * What the console's playground needs besides the sockets, for the demo's own users and from this machine only. The
 * routes do not exist where there is no demo.
 */
@Controller('demo')
@UseGuards(LocalRequestGuard)
@UseInterceptors(DataInterceptor)
@UsePipes(RequestPipe)
@UseFilters(DemoErrorFilter)
@ApiExcludeController()
export class DemoController {
  constructor(
    private readonly issuer: TokenIssuer,
    private readonly notifications: NotificationEmitter,
  ) {}

  /** As `npm run token` does, without a shell. */
  @Post('tokens')
  @HttpCode(200)
  token(@Body() { userId }: DemoTokenDto): { token: string } {
    requireDemoUser(userId);
    return { token: this.issuer.issue(userId) };
  }

  /** As the platform would send it. */
  @Post('notifications')
  @HttpCode(200)
  async notify(@Body() { userId, title, body }: DemoNotificationDto): Promise<EmittedNotification[]> {
    requireDemoUser(userId);
    return this.notifications.emit([userId], { type: 'playground', title, body });
  }
}

function requireDemoUser(userId: string): void {
  if (!DEMO_USERS.some(({ id }) => id === userId)) throw new CodedError('FORBIDDEN');
}
