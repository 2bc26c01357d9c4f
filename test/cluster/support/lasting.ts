import { setTimeout as delay } from 'node:timers/promises';

/** Lets a fault last. Its length is the point of a test here: there is nothing that could be waited for instead. */
export async function lasting(ms: number): Promise<void> {
  await delay(ms);
}
