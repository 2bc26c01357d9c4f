import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';

import { AsyncApiPage, PAGE_HEADERS } from './asyncapi-page.js';

/** The description of commands and events, beside that of the server API at `/docs`. */
@Controller('docs')
@ApiExcludeController()
export class DocsController {
  constructor(private readonly asyncApi: AsyncApiPage) {}

  @Get('asyncapi')
  page(@Res() response: Response): void {
    response.set(PAGE_HEADERS).type('html').send(this.asyncApi.html);
  }

  @Get('asyncapi.yaml')
  yaml(@Res() response: Response): void {
    response.set('Cache-Control', 'no-cache').type('application/yaml').send(this.asyncApi.yaml);
  }
}
