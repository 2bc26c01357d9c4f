import { ensureBuilt } from './build.js';
import { tracked } from './cleanup.js';
import type { Exit } from './services/child.js';
import { launchNode, NodeProcess, type NodeOptions } from './services/node-process.js';

export { NodeProcess };

/** Starts the built program (building it when it is out of date) and resolves when it accepts connections. */
export async function startNode(options?: NodeOptions): Promise<NodeProcess> {
  return tracked(await NodeProcess.start(options));
}

/** Starts a program that is expected to end by itself, such as one with a wrong variable. */
export async function runNode(options: NodeOptions & { dataDir: string }): Promise<Exit & { output: string }> {
  await ensureBuilt();
  const child = tracked(launchNode(options.dataDir, options));
  const exit = await child.exited;
  return { ...exit, output: child.output() };
}
