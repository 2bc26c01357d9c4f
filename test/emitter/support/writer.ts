import { join } from 'node:path';

import { ensureBuilt } from '../../support/build.js';
import { tracked } from '../../support/cleanup.js';
import { Child, type Exit } from '../../support/services/child.js';

export interface WriterTask {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  /** `emit`: `count` notifications at once. The others: one in a transaction, and death around the commit. */
  readonly mode: 'emit' | 'before' | 'during' | 'after';
  /** In every notification. */
  readonly name: string;
  readonly userIds: readonly string[];
  readonly count?: number;
}

/** Runs the task in a process of its own, on the built package. */
export async function write(task: WriterTask): Promise<Exit & { readonly output: string }> {
  await ensureBuilt();
  const { PATH, HOME } = process.env;
  const child = tracked(
    new Child(process.execPath, [join(import.meta.dirname, 'writing-process.js')], {
      env: { PATH, HOME, WRITER: JSON.stringify(task) },
    }),
  );
  const exit = await child.exited;
  return { ...exit, output: child.output() };
}
