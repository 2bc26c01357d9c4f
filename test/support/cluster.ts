import { tracked } from './cleanup.js';
import { Cluster, type ClusterOptions } from './services/cluster.js';

/** Starts a cluster of processes; it stops with the test, or with the file when started in `beforeAll`. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  return tracked(await Cluster.start(options));
}
