// Run after the CommonJS twin of the package was built: tells Node.js and bundlers what its files are.
import { writeFileSync } from 'node:fs';

const manifest = new URL('../../dist/sdk/commonjs/package.json', import.meta.url);
writeFileSync(manifest, `${JSON.stringify({ type: 'commonjs', sideEffects: false })}\n`);
