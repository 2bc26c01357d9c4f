import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { tracked } from '../support/cleanup.js';
import { startNode, type NodeProcess } from '../support/node-process.js';
import { Child } from '../support/services/child.js';
import { ROOT } from './markdown.js';

const run = promisify(execFile);

/** What `npm run --silent token -- <user>` prints. */
export async function tokenOf(node: NodeProcess, userId: string): Promise<string> {
  const cli = join(ROOT, 'dist/demo/token.js');
  const { stdout } = await run(process.execPath, [cli, userId], { env: { DATA_DIR: node.dataDir } });
  return stdout.trim();
}

/** Starts a program of the repository; it ends with the test. */
export function program(command: string, path: string, args: readonly string[], env: NodeJS.ProcessEnv): Child {
  return tracked(new Child(command, [join(ROOT, path), ...args], { env: { PATH: process.env.PATH, ...env } }));
}

/** Ends a node as Ctrl-C would, and starts it again at the same address with the same data. */
export async function restarted(node: NodeProcess): Promise<NodeProcess> {
  const { dataDir, url } = node;
  node.signal('SIGINT');
  await node.exited;
  return startNode({ dataDir, env: { PORT: new URL(url).port } });
}
