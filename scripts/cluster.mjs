// Runs test/support/cluster-cli.ts, which is TypeScript, with what the tests are run with.
import { createViteServer } from 'vitest/node';

const loader = await createViteServer({
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, watch: null, ws: false },
});
try {
  const { runCluster } = await loader.ssrLoadModule('/test/support/cluster-cli.ts');
  await runCluster(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await loader.close();
}
