import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { onCleanup, tracked } from '../cleanup.js';
import { Child } from './child.js';

function node(script: string): Child {
  return tracked(new Child(process.execPath, ['-e', script]));
}

describe('a child process', () => {
  it('is waited for by what it prints', async () => {
    const child = node("console.log('listening on 4711'); setInterval(() => {}, 1000)");
    const [, port] = await child.waitForOutput(/listening on (\d+)\n/, 10_000);
    expect(port).toBe('4711');
    expect(child.running).toBe(true);
    expect(await child.stop()).toEqual({ code: null, signal: 'SIGTERM' });
    expect(child.running).toBe(false);
  });

  it('that ends early fails the wait at once, with what it printed', async () => {
    const child = node("console.error('no such thing'); process.exit(3)");
    await expect(child.waitForOutput(/listening/, 10_000)).rejects.toThrow(/"code":3.*\nno such thing/s);
    expect(await child.exited).toEqual({ code: 3, signal: null });
  });

  it('that prints nothing fails the wait in time', async () => {
    const child = node('setInterval(() => {}, 1000)');
    await expect(child.waitForOutput(/listening/, 100)).rejects.toThrow('within 100 ms');
  });

  it('that does not exist fails the wait', async () => {
    const child = tracked(new Child('/nonexistent/program', []));
    await expect(child.waitForOutput(/listening/, 10_000)).rejects.toThrow('ENOENT');
  });

  it('writes what it prints to a file as well', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'child-'));
    onCleanup(() => rm(folder, { recursive: true }));
    const logFile = join(folder, 'log');
    for (const word of ['first', 'second']) {
      const child = tracked(new Child(process.execPath, ['-e', `console.log('${word}')`], { logFile }));
      await child.exited;
    }
    await vi.waitFor(async () => expect(await readFile(logFile, 'utf8')).toBe('first\nsecond\n'));
  });

  it('that ignores SIGTERM is ended by force', async () => {
    const child = node("process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000)");
    await child.waitForOutput(/ready/, 10_000);
    expect(await child.stop('SIGTERM', 100)).toEqual({ code: null, signal: 'SIGKILL' });
  });
});
