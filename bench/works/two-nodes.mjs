import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { fillDirectory } from '../directory.mjs';
import { Fleet, tokenFor } from '../fleet.mjs';
import { pinned, SECOND_NODE_CORE, SERVER_CORE } from '../machine.mjs';
import { startServer } from '../server.mjs';
import { latencyOf, sleep } from '../stats.mjs';

const ROUND_TRIP = fileURLToPath(new URL('../load/redis-round-trip.mjs', import.meta.url));
const run = promisify(execFile);

/** From a client of one node to a client of another, one message at a time. `redis` is Redis alone, without any server. */
export const twoNodes =
  ({ event }) =>
  async (bench, peer) => {
    if (peer === 'redis') return { latency: await redisAlone(bench) };
    const options = { services: bench.services, dataDir: bench.dataDirOf(peer) };
    const nodes = [];
    const fleet = new Fleet(1);
    try {
      for (const core of [SERVER_CORE, SECOND_NODE_CORE]) nodes.push(await startServer(peer, { ...options, core }));
      const [first, second] = nodes;
      await fillDirectory(peer, first.port, bench.databaseOf(peer), bench.rooms);
      const client = ({ port, dialect }, userId, writer) => ({
        port,
        dialect,
        room: 'room',
        token: tokenFor(userId),
        writer,
      });
      await fleet.tell(0, 'open', { specs: [client(first, 'u0', true)] });
      await fleet.tell(0, 'open', { specs: [client(second, 'u1', false)] });
      await fleet.all('start', { mode: 'single', event });
      await sleep(bench.warmUp * 1000);
      await fleet.latencies();
      await sleep(bench.seconds * 1000);
      return { latency: latencyOf(await fleet.latencies()) };
    } finally {
      fleet.close();
      await Promise.all(nodes.map((node) => node.stop()));
    }
  };

async function redisAlone(bench) {
  const { url } = await bench.services.redis();
  const [program, args] = pinned(SERVER_CORE, process.execPath, [ROUND_TRIP, url, `${bench.seconds}`]);
  const { stdout } = await run(program, args, { maxBuffer: 64 * 2 ** 20 });
  return latencyOf(Float64Array.from(JSON.parse(stdout)).sort());
}
