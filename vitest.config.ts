import { pathToFileURL } from 'node:url';

import { defineConfig, type Plugin } from 'vitest/config';

/** A thread is started from a file, which exists in `dist` only: Node.js does not read TypeScript. */
const builtThreads: Plugin = {
  name: 'built-threads',
  transform(code, id) {
    if (!id.endsWith('/src/database/embedded-engine.ts')) return undefined;
    const built = pathToFileURL(id.replace('/src/', '/dist/')).href;
    return code.replaceAll('import.meta.url', JSON.stringify(built));
  },
};

export default defineConfig({
  plugins: [builtThreads],
  test: {
    include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
    globalSetup: ['./test/support/global-setup.ts'],
    setupFiles: ['./test/support/setup.ts'],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});
