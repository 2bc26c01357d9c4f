import { Fleet } from './fleet.mjs';
import { fillDirectory } from './directory.mjs';
import { cpuOfTree } from './machine.mjs';
import { PEERS } from './peers.mjs';
import { startServer } from './server.mjs';
import { latencyOf, sleep } from './stats.mjs';

/**
 * One run of one peer under one load: `clientsOf(server)` gives, for each load process, the clients that it opens.
 * Rates are taken over `seconds`, after `warmUp` seconds.
 */
export async function runLoad(bench, peer, { workers, clientsOf, load, rooms }) {
  const { seconds, warmUp } = bench;
  const database = bench.databaseOf(peer);
  const server = await startServer(peer, { services: bench.services, dataDir: bench.dataDirOf(peer) });
  const fleet = new Fleet(workers);
  try {
    await fillDirectory(peer, server.port, database, rooms ?? bench.rooms);
    // Readers first, so that the writer's own copy of a message is the last one.
    for (const [index, specs] of clientsOf(server).entries()) await fleet.tell(index, 'open', { specs });
    await fleet.all('start', load);
    await sleep(warmUp * 1000);
    await fleet.latencies();
    server.profile();
    const before = await take(bench, peer, server, fleet);
    await sleep(seconds * 1000);
    const after = await take(bench, peer, server, fleet);
    server.profile();
    const latencies = await fleet.latencies();
    await fleet.all('stop');
    const run = between(before, after);
    if (latencies.length > 0) run.latency = latencyOf(latencies);
    if (after.counted.refused > 0) throw new Error(`${peer} refused ${after.counted.refused} messages`);
    if (after.counted.closed > 0) throw new Error(`${peer} closed ${after.counted.closed} connections`);
    return run;
  } finally {
    fleet.close();
    await server.stop();
  }
}

async function take(bench, peer, server, fleet) {
  const postgres = PEERS[peer].needs.includes('postgres') ? await bench.services.postgres() : undefined;
  return {
    at: performance.now(),
    cpu: server.cpu(),
    memory: server.memory(),
    database: postgres === undefined ? undefined : cpuOfTree(postgres.pid),
    counted: await fleet.sample(),
  };
}

function between(before, after) {
  const seconds = (after.at - before.at) / 1000;
  const cpu = after.cpu - before.cpu;
  const events = after.counted.events - before.counted.events;
  const round = (value, digits = 0) => Number(value.toFixed(digits));
  return {
    deliveries: round(events / seconds),
    messages: round((after.counted.acks - before.counted.acks) / seconds),
    deliveriesPerCpuSecond: round(events / Math.max(cpu, 0.01)),
    serverCores: round(cpu / seconds, 2),
    ...(before.database === undefined ? {} : { databaseCores: round((after.database - before.database) / seconds, 2) }),
    memoryMiB: round(after.memory),
    memoryGrowthMiBPerSecond: round((after.memory - before.memory) / seconds, 1),
    // The busiest of the load processes: near 1 it is the limit, and not the server.
    loadCores: round(
      Math.max(...after.counted.cpus.map((value, index) => (value - before.counted.cpus[index]) / seconds)),
      2,
    ),
  };
}
