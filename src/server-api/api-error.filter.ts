import { randomUUID } from 'node:crypto';

import { Catch, HttpException, Injectable, Logger, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { Request, Response } from 'express';

import { Config } from '../config/config.js';
import { ERROR_CATALOGUE, type ErrorCode } from '../errors/catalogue.js';
import { CodedError } from '../errors/coded-error.js';
import { preferredLocale } from '../realtime/connections/locale.js';
import { API_PREFIX } from './api-resource.decorator.js';
import { ServiceKey } from './service-key.js';

/**
 * Tells whatever fails under `/v1` as `{ error }`, with the codes of the catalogue and their status, in the language of
 * `Accept-Language`. Registered for the whole application, since a body that cannot be read and a route that does not
 * exist fail before any controller is chosen; all other paths keep Nest's own answers.
 */
@Catch()
@Injectable()
export class ApiErrorFilter extends BaseExceptionFilter {
  private readonly log = new Logger(ApiErrorFilter.name);

  constructor(
    private readonly key: ServiceKey,
    private readonly config: Config,
  ) {
    super();
  }

  override catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    if (!isOfApi(request.path) || response.headersSent) {
      super.catch(exception, host);
      return;
    }
    const error = this.codedError(exception, request);
    const { httpStatus } = ERROR_CATALOGUE[error.code];
    if (httpStatus === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    const locale = preferredLocale(request.headers['accept-language'], this.config.defaultLocale);
    response.status(httpStatus).json({ error: error.toBody(locale) });
  }

  private codedError(exception: unknown, request: Request): CodedError {
    if (exception instanceof CodedError) return exception;
    if (!(exception instanceof HttpException) || exception.getStatus() >= 500) return this.unexpected(exception);
    return this.refusedEntry(request) ?? codedErrorOf(exception);
  }

  /** What Nest refuses by itself never came to the guard: who has no key learns no more than that. */
  private refusedEntry(request: Request): CodedError | undefined {
    try {
      this.key.check(request.headers.authorization);
      return undefined;
    } catch (error) {
      return error instanceof CodedError ? error : new CodedError(NOT_FOUND);
    }
  }

  private unexpected(exception: unknown): CodedError {
    const errorId = randomUUID();
    const told = exception instanceof Error ? exception.stack : String(exception);
    this.log.error(`${errorId} in ${API_PREFIX}: ${told ?? ''}`);
    return new CodedError('SOCKET_ERROR', { details: { errorId }, cause: exception });
  }
}

const NOT_FOUND: ErrorCode = 'UNKNOWN_EVENT';

function isOfApi(path: string): boolean {
  return path === `/${API_PREFIX}` || path.startsWith(`/${API_PREFIX}/`);
}

function codedErrorOf(exception: HttpException): CodedError {
  switch (exception.getStatus()) {
    case 404:
      return new CodedError(NOT_FOUND);
    case 413:
      return new CodedError('PAYLOAD_TOO_LARGE');
    default:
      return new CodedError('VALIDATION_FAILED', { details: [{ path: '', rule: 'isReadable' }] });
  }
}
