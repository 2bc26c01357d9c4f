import { afterAll, afterEach, TestRunner } from 'vitest';

type Undo = () => unknown;

const ofTest: Undo[] = [];
const ofFile: Undo[] = [];

/**
 * Undoes something, last first: after the test when called in a test or in `beforeEach`, after all tests of the file
 * when called in `beforeAll`. Every `undo` runs, even when another one fails.
 */
export function onCleanup(undo: Undo): void {
  (TestRunner.getCurrentTest() === undefined ? ofFile : ofTest).push(undo);
}

/** Stops `resource` when the test, or the file, is done with it (see {@link onCleanup}). */
export function tracked<T extends { stop(): Promise<unknown> }>(resource: T): T {
  onCleanup(() => resource.stop());
  return resource;
}

async function undoAll(stack: Undo[]): Promise<void> {
  const failures: unknown[] = [];
  for (let undo = stack.pop(); undo !== undefined; undo = stack.pop()) {
    try {
      await undo();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Cleaning up failed');
}

// Registered by the first import in each spec file, since every file has its own modules.
afterEach(() => undoAll(ofTest));
afterAll(() => undoAll(ofFile));
