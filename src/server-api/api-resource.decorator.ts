import { applyDecorators, Controller, UseGuards, UseInterceptors, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';

import { ApiErrorResponses } from './api-responses.decorator.js';
import { DataInterceptor } from './data.interceptor.js';
import { RequestPipe } from './request.pipe.js';
import { ServiceKeyGuard } from './service-key.guard.js';
import { TimeLimitInterceptor } from './time-limit.interceptor.js';

/** Where the server API begins. */
export const API_PREFIX = 'v1';

/** Makes a class the controller of one noun of the server API: who may come, how it is checked, answered and documented. */
export function ApiResource(noun: string): ClassDecorator {
  return applyDecorators(
    Controller(`${API_PREFIX}/${noun}`),
    UseGuards(ServiceKeyGuard),
    UseInterceptors(TimeLimitInterceptor, DataInterceptor),
    UsePipes(RequestPipe),
    ApiTags(noun),
    ApiBearerAuth(),
    ApiErrorResponses(),
  );
}
