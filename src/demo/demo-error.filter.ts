import { Catch, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';

import { Config } from '../config/config.js';
import { ERROR_CATALOGUE } from '../errors/catalogue.js';
import { CodedError } from '../errors/coded-error.js';
import { preferredLocale } from '../realtime/connections/locale.js';

/** Tells what the demo refuses in the shape of the server API: `{ error }`. */
@Catch(CodedError)
@Injectable()
export class DemoErrorFilter implements ExceptionFilter<CodedError> {
  constructor(private readonly config: Config) {}

  catch(error: CodedError, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const language = http.getRequest<Request>().headers['accept-language'];
    http
      .getResponse<Response>()
      .status(ERROR_CATALOGUE[error.code].httpStatus)
      .json({ error: error.toBody(preferredLocale(language, this.config.defaultLocale)) });
  }
}
