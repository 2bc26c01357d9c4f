import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Level, type Logger, pino, stdTimeFunctions } from 'pino';

import type { Config } from '../config/config.js';
import { describeError } from './error-description.js';
import { logDestination } from './log-destination.js';
import { logLineOf } from './nest-log-call.js';

/** Parts of Nest that tell at each start what they found; of interest only to whoever looks for a missing route. */
const CHATTY = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
  'WebSocketsController',
]);

/** Fields that never reach the log, at the top and inside one or two objects, whoever logs them. */
const REDACTED = ['token', 'authorization', 'password', 'secret', 'cookie'].flatMap((key) => [
  key,
  `*.${key}`,
  `*.*.${key}`,
]);

/**
 * The log of this process, for Nest and for us. Classes log through Nest's `Logger`; only what logs fields uses this.
 *
 * What users wrote does not belong in it: errors are described without the values that they quote.
 */
export class AppLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(config: Pick<Config, 'logLevel' | 'production'>, destination?: DestinationStream) {
    this.pino = pino(
      {
        level: config.logLevel,
        timestamp: stdTimeFunctions.isoTime,
        // Without this the default one would rewrite what is described already.
        serializers: { err: (err: unknown) => (err instanceof Error ? describeError(err) : err) },
        formatters: { level: (label) => ({ level: label }) },
        redact: { paths: REDACTED, censor: '[redacted]' },
      },
      destination ?? logDestination(config.production),
    );
  }

  /** Whether lines of this level are written: worth asking before a line is put together at a high rate. */
  isEnabled(level: Level): boolean {
    return this.pino.isLevelEnabled(level);
  }

  /** Writes one line with fields. */
  write(level: Level, fields: Readonly<Record<string, unknown>>, text: string): void {
    this.pino[level](fields, text);
  }

  log(message: unknown, ...parameters: unknown[]): void {
    const context = parameters.at(-1);
    this.relay(typeof context === 'string' && CHATTY.has(context) ? 'debug' : 'info', message, parameters);
  }

  fatal(message: unknown, ...parameters: unknown[]): void {
    this.relay('fatal', message, parameters);
  }

  error(message: unknown, ...parameters: unknown[]): void {
    // Nest tells why it could not start with a stack; main tells the operator in one line.
    this.relay(parameters.at(-1) === 'ExceptionHandler' ? 'debug' : 'error', message, parameters);
  }

  warn(message: unknown, ...parameters: unknown[]): void {
    this.relay('warn', message, parameters);
  }

  debug(message: unknown, ...parameters: unknown[]): void {
    this.relay('debug', message, parameters);
  }

  verbose(message: unknown, ...parameters: unknown[]): void {
    this.relay('trace', message, parameters);
  }

  private relay(level: Level, message: unknown, parameters: readonly unknown[]): void {
    if (!this.isEnabled(level)) return;
    const { fields, text } = logLineOf(message, parameters);
    if (text === undefined) this.pino[level](fields);
    else this.pino[level](fields, text);
  }
}
