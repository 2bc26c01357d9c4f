import { beforeEach, describe, expect, it } from 'vitest';

import { AppLogger } from './app-logger.js';
import { CommandLog } from './command-log.js';
import type { CommandRecord } from './command-record.js';
import { Metrics } from './metrics.js';

const RECORD: CommandRecord = {
  at: '2026-01-01T00:00:00.000Z',
  userId: 'layla',
  socketId: 's1',
  namespace: '/chat',
  event: 'chat:message',
  outcome: 'ok',
  durationMs: 1.23456,
  ip: '127.0.0.1',
};

describe('CommandLog', () => {
  let lines: Record<string, unknown>[];
  let metrics: Metrics;

  function commandLog(logLevel: 'debug' | 'info'): CommandLog {
    const write = (line: string): void => {
      lines.push(JSON.parse(line) as Record<string, unknown>);
    };
    return new CommandLog(new AppLogger({ logLevel, production: true }, { write }), metrics);
  }

  beforeEach(() => {
    lines = [];
    metrics = new Metrics();
    metrics.knownEvents(['chat:message']);
  });

  it('writes one line a command, the louder the worse it went', () => {
    const log = commandLog('debug');
    log.record(RECORD);
    log.record({ ...RECORD, outcome: 'FORBIDDEN' });
    log.record({ ...RECORD, outcome: 'SOCKET_ERROR', errorId: 'e1' });
    const { at: _at, ...fields } = RECORD;
    expect(lines).toMatchObject([
      { level: 'debug', msg: 'command', ...fields, durationMs: 1.235 },
      { level: 'info', msg: 'command', outcome: 'FORBIDDEN' },
      { level: 'error', msg: 'command', outcome: 'SOCKET_ERROR', errorId: 'e1' },
    ]);
  });

  it('does not write successes at the usual level', () => {
    commandLog('info').record(RECORD);
    expect(lines).toEqual([]);
  });

  it('writes nothing but the fields of a record', () => {
    const entry = { ...RECORD, content: 'private words' };
    const seen: CommandRecord[] = [];
    const log = commandLog('debug');
    log.observe((record) => seen.push(record));
    log.record(entry);
    expect(seen).toEqual([{ ...RECORD, durationMs: 1.235 }]);
    expect(JSON.stringify(lines)).not.toContain('private');
  });

  it('makes names printable and short', () => {
    const log = commandLog('debug');
    log.record({ ...RECORD, event: `a\n\u001b[31m\u202e\u2028\ud800${'x'.repeat(100)}`, outcome: 'UNKNOWN_EVENT' });
    expect(lines[0]?.event).toMatch(/^a\ufffd{2}\[31m\ufffd{3}x+$/);
    expect(lines[0]?.event).toHaveLength(64);
  });

  it('counts each command', async () => {
    const log = commandLog('info');
    log.record(RECORD);
    log.record({ ...RECORD, event: 'made:up', outcome: 'UNKNOWN_EVENT' });
    const text = await metrics.expose();
    expect(text).toContain('realtime_commands_total{event="chat:message",outcome="ok"} 1');
    expect(text).toContain('realtime_commands_total{event="other",outcome="UNKNOWN_EVENT"} 1');
    expect(text).toContain('realtime_command_duration_seconds_sum{event="chat:message"} 0.00123456');
    expect(text).not.toContain('made:up');
  });

  it('tells listeners until they leave', () => {
    const log = commandLog('info');
    const seen: string[] = [];
    const listener = ({ userId }: CommandRecord): unknown => seen.push(userId);
    const leave = log.observe(listener);
    log.observe(listener);
    log.record(RECORD);
    leave();
    log.record(RECORD);
    expect(seen).toEqual(['layla', 'layla', 'layla']);
  });

  it('survives a listener that fails, and reports it once', () => {
    const log = commandLog('info');
    const seen: string[] = [];
    log.observe(() => {
      throw new Error('broken');
    });
    log.observe(({ userId }) => seen.push(userId));
    log.record(RECORD);
    log.record(RECORD);
    expect(seen).toHaveLength(2);
    expect(lines).toMatchObject([{ level: 'error', err: { message: 'broken' } }]);
  });
});
