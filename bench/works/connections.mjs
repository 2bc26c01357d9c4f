import { fillDirectory } from '../directory.mjs';
import { Fleet, tokenFor } from '../fleet.mjs';
import { startServer } from '../server.mjs';
import { sleep } from '../stats.mjs';

const WORKERS = 2;
/** Opened before the first look, so that what a server makes once is not divided among the connections. */
const FIRST = 500;
const SETTLE_MS = 1500;
const STEADY = 0.995;

async function withServer(bench, peer, memory, act) {
  const server = await startServer(peer, { services: bench.services, dataDir: bench.dataDirOf(peer), memory });
  const fleet = new Fleet(WORKERS);
  try {
    await fillDirectory(peer, server.port, bench.databaseOf(peer), bench.rooms);
    const users = bench.rooms * 5;
    const clients = (from, count, rest) =>
      Array.from({ length: count }, (_, i) => ({
        port: server.port,
        dialect: server.dialect,
        token: tokenFor(`u${(from + i) % users}`),
        ...rest?.((from + i) % users),
      }));
    const open = (from, count, rest) =>
      fleet.all('open', (index) => ({ specs: clients(from + (index * count) / WORKERS, count / WORKERS, rest) }));
    return await act({ server, fleet, clients, open });
  } finally {
    fleet.close();
    await server.stop();
  }
}

/** What a connection that does nothing costs: resident memory after collection, over the number of connections. */
export const memoryOfConnections = (bench, peer) =>
  withServer(bench, peer, true, async ({ server, open }) => {
    // Until nothing more is given back: what the start has left behind would otherwise take in the connections.
    const look = async () => {
      for (let before = Infinity; ;) {
        await sleep(SETTLE_MS);
        server.collectGarbage();
        await sleep(SETTLE_MS);
        const memory = server.memory();
        if (memory > before * STEADY) return memory;
        before = memory;
      }
    };
    await open(0, FIRST);
    const before = await look();
    await open(FIRST, bench.connections);
    const after = await look();
    return {
      kiBPerConnection: Number((((after - before) * 1024) / bench.connections).toFixed(2)),
      memoryMiB: Math.round(after),
    };
  });

/** Connections a second, from TCP to the namespace; authenticated where the peer authenticates. */
export const handshakes = (bench, peer) =>
  withServer(bench, peer, false, async ({ server, fleet, clients }) => {
    const specs = clients(0, 1000);
    await fleet.all('churn', { specs, seconds: bench.warmUp });
    server.profile();
    const before = { at: performance.now(), cpu: server.cpu() };
    const made = await fleet.all('churn', { specs, seconds: bench.seconds });
    server.profile();
    const seconds = (performance.now() - before.at) / 1000;
    const handshaken = made.reduce((sum, value) => sum + value, 0);
    const cpu = server.cpu() - before.cpu;
    return {
      handshakes: Math.round(handshaken / seconds),
      handshakesPerCpuSecond: Math.round(handshaken / cpu),
      serverCores: Number((cpu / seconds).toFixed(2)),
    };
  });

/** Everyone is cut off and comes back at once, into their rooms. */
export const comeBack = (bench, peer) =>
  withServer(bench, peer, false, async ({ server, fleet, open }) => {
    await open(0, bench.connections, (user) => ({ room: `c${Math.floor(user / 5)}` }));
    server.profile();
    const before = { at: performance.now(), cpu: server.cpu() };
    const back = await fleet.all('cut');
    const seconds = (performance.now() - before.at) / 1000;
    const cpu = server.cpu() - before.cpu;
    server.profile();
    return {
      back: back.reduce((sum, value) => sum + value, 0),
      seconds: Number(seconds.toFixed(2)),
      backPerSecond: Math.round(bench.connections / seconds),
      backPerCpuSecond: Math.round(bench.connections / cpu),
      serverCores: Number((cpu / seconds).toFixed(2)),
    };
  });
