/** Further ahead timers do not reach: they would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** What the work becomes, or the rejection with `late()` when that takes longer. A time beyond 24 days is no limit. */
export async function inTime<T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> {
  if (ms > LONGEST_MS) return work;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  return Promise.race([work, over]).finally(() => clearTimeout(timer));
}
