// npm run bench -- [--quick] [--works=id,id] [--peers=name,name] [--runs=5] [--seconds=5] [--list]
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

// The peers are installed here and nowhere else.
if (!existsSync(new URL('node_modules', import.meta.url))) {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });
}
const { main } = await import('./bench.mjs');
await main(process.argv.slice(2));
