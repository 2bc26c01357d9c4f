import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

import { precompress } from './precompress.js';

// Also when a test run, which sets it, starts the build: React has a slower, larger build for development.
process.env.NODE_ENV = 'production';

/** The browsers that have everything the page relies on: `light-dark()`, container queries, trusted types or none. */
const BROWSERS = ['chrome123', 'edge123', 'firefox128', 'safari17.5'];

export default defineConfig({
  root: import.meta.dirname,
  // Below /console/ on the server, whatever the address of the page.
  base: '/',
  plugins: [react(), precompress()],
  resolve: {
    // The client that everybody gets, from its sources: the page does not wait for its build.
    alias: {
      'depth-realtime/client': fileURLToPath(new URL('../client/client.ts', import.meta.url)),
      'depth-realtime/react': fileURLToPath(new URL('../client/react/react.ts', import.meta.url)),
    },
  },
  build: {
    outDir: '../dist/console/public',
    emptyOutDir: true,
    assetsDir: 'console',
    target: BROWSERS,
    cssTarget: BROWSERS,
    // Nothing in `data:` addresses: the page's Content-Security-Policy takes files of this server only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // One file for all that the first page needs: small ones compress worse.
        codeSplitting: { groups: [{ name: 'page', test: /console.src.main[.]tsx$/ }] },
      },
    },
    reportCompressedSize: false,
    sourcemap: false,
  },
});
