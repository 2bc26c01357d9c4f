import { stripVTControlCharacters } from 'node:util';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { AppLogger } from './app-logger.js';
import { logDestination } from './log-destination.js';

let written: string[];

beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(stripVTControlCharacters(String(text)));
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

it('is text for people outside production', () => {
  const logger = new AppLogger({ logLevel: 'info', production: false });
  logger.log('Ready', 'Bootstrap');
  logger.write('info', { userId: 'layla' }, 'command');
  expect(written).toEqual([
    expect.stringMatching(/^\[[\d:.]+\] INFO: \[Bootstrap\] Ready\n$/),
    expect.stringMatching(/^\[[\d:.]+\] INFO: command \{"userId":"layla"\}\n$/),
  ]);
});

it('is standard output, in the background, in production', () => {
  expect(logDestination(true)).toMatchObject({ fd: 1, sync: false });
  expect(written).toEqual([]);
});
