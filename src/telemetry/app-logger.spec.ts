import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from 'vitest';

import { AppLogger } from './app-logger.js';

describe('AppLogger', () => {
  let lines: Record<string, unknown>[];
  let logger: AppLogger;

  beforeEach(() => {
    lines = [];
    const write = (line: string): void => {
      lines.push(JSON.parse(line) as Record<string, unknown>);
    };
    logger = new AppLogger({ logLevel: 'info', production: true }, { write });
  });

  it('writes what Nest logs, with the class that logged it', () => {
    logger.log('Listening', 'Bootstrap');
    logger.warn('Slow', { seconds: 3 }, 'Database');
    expect(lines).toMatchObject([
      { level: 'info', msg: 'Listening', context: 'Bootstrap', time: expect.stringMatching(/^\d{4}-.*Z$/) as string },
      { level: 'warn', msg: 'Slow', context: 'Database', details: [{ seconds: 3 }] },
    ]);
  });

  it('keeps what Nest tells of its routes for debugging', () => {
    for (const context of [
      'RouterExplorer',
      'RoutesResolver',
      'InstanceLoader',
      'WebSocketsController',
      'NestFactory',
    ]) {
      logger.log('Mapped {/health, GET} route', context);
    }
    logger.debug('details', 'Anything');
    expect(lines).toEqual([]);
    logger.warn('Duplicate route', 'RouterExplorer');
    expect(lines).toHaveLength(1);
  });

  it.each([
    ['an error', [new Error('broken'), 'Feature']],
    ['an error after a message', ['broken', new Error('inner'), 'Feature']],
    ['a stack after a message', ['broken', new Error('private words').stack, 'Feature']],
  ] as const)('writes %s with its frames', (_what, [message, ...parameters]) => {
    logger.error(message, ...parameters);
    expect(lines).toMatchObject([
      {
        level: 'error',
        msg: 'broken',
        context: 'Feature',
        err: { type: 'Error', stack: expect.stringMatching(/^ +at /) as string },
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain('private');
  });

  it('accepts a stack as the only parameter, and none at all', () => {
    logger.error('broken', new Error('x').stack);
    logger.error('broken', undefined, 'Feature');
    logger.error(undefined);
    expect(lines).toMatchObject([{ err: {} }, { context: 'Feature' }, { msg: 'undefined' }]);
    expect(lines[1]).not.toHaveProperty('details');
  });

  it('never writes a token', () => {
    const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJsYXlsYSJ9.c2lnbmF0dXJl';
    logger.write('info', { token, auth: { token }, request: { headers: { authorization: `Bearer ${token}` } } }, 'x');
    logger.log({ handshake: { auth: { token } } });
    logger.log(`Refused ${token}`);
    logger.log('Refused', token, 'Auth');
    expect(lines).toHaveLength(4);
    expect(JSON.stringify(lines)).not.toContain('c2lnbmF0dXJl');
  });

  it('says nothing when it is silent', () => {
    const silent = new AppLogger({ logLevel: 'silent', production: true }, { write: (line) => lines.push({ line }) });
    silent.fatal('x');
    expect(silent.isEnabled('fatal')).toBe(false);
    expect(lines).toEqual([]);
  });

  it('is what Nest classes log to once it is installed', () => {
    try {
      Logger.overrideLogger(logger);
      new Logger('Feature').error('broken', new Error('inner'));
    } finally {
      Logger.overrideLogger(false);
    }
    expect(lines).toMatchObject([{ msg: 'broken', context: 'Feature', err: { message: 'inner' } }]);
  });
});
