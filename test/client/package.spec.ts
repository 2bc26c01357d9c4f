import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { build, type Rolldown } from 'vite';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
/** What the client may weigh, without socket.io-client. */
const LIMIT_BYTES = 12_000;

/** One file of everything that the entry needs, as a page would load it. */
async function bundle(entry: string, external: readonly string[]): Promise<Rolldown.OutputChunk> {
  const built = (await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      modulePreload: false,
      minify: true,
      rolldownOptions: {
        input: join(ROOT, entry),
        external: [...external],
        preserveEntrySignatures: 'strict',
        output: { format: 'es', minify: true },
      },
    },
  })) as Rolldown.RolldownOutput;
  return built.output[0];
}

describe('The client as a page loads it', () => {
  it('weighs less than 12 kB, and needs socket.io-client alone', async () => {
    const { code, imports } = await bundle('client/client.ts', ['socket.io-client']);
    expect(imports).toEqual(['socket.io-client']);
    expect(code).toContain('createRealtimeClient');
    const bytes = gzipSync(code).length;
    console.info(`depth-realtime/client: ${code.length} bytes minified, ${bytes} gzipped`);
    expect(bytes).toBeLessThan(LIMIT_BYTES);
  });

  it('has hooks that need React besides', async () => {
    const { imports } = await bundle('client/react/react.ts', ['react', 'socket.io-client', 'react/jsx-runtime']);
    expect(imports).toEqual(['react']);
  });

  it('is what the package exports', () => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { exports: object };
    expect(Object.keys(exports)).toEqual(expect.arrayContaining(['./client', './react']));
  });
});
