import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { onCleanup } from './cleanup.js';
import { runNode, startNode } from './node-process.js';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'depth-data-'));
  onCleanup(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('the built program', () => {
  it('starts from the environment alone, prints its URL, and ends with 0 on SIGTERM', async () => {
    const node = await startNode();
    expect((await fetch(`${node.url}/health/live`)).status).toBe(200);
    node.signal('SIGTERM');
    expect(await node.exited).toEqual({ code: 0, signal: null });
    await node.stop();
    expect(existsSync(node.dataDir)).toBe(false);
  });

  it('keeps a data folder that it was given, also when it is killed', async () => {
    const dataDir = await temporaryFolder();
    const node = await startNode({ dataDir });
    expect(await node.kill()).toEqual({ code: null, signal: 'SIGKILL' });
    expect(existsSync(dataDir)).toBe(true);
  });

  it('that cannot start ends with an error and says why', async () => {
    const exit = await runNode({ dataDir: await temporaryFolder(), env: { PORT: 'abc' } });
    expect(exit.code).toBe(1);
    expect(exit.output).toContain('PORT');
    await expect(startNode({ env: { PORT: 'abc' } })).rejects.toThrow('PORT');
  });
});
