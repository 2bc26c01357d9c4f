/** The values of a node's `/metrics`, by series as they are written there, such as `name{label="value"}`. */
export async function scrape(url: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line): [string, number] => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

/** The sum of all series of a metric. */
export async function total(url: string, name: string): Promise<number> {
  let sum = 0;
  for (const [series, value] of await scrape(url)) {
    if (series === name || series.startsWith(`${name}{`)) sum += value;
  }
  return sum;
}

/** The memory of the node's process, in bytes. */
export function memoryOf(url: string): Promise<number> {
  return total(url, 'process_resident_memory_bytes');
}
