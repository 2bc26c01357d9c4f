import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEMO_CONVERSATION, DEMO_NOTIFICATION, DEMO_PROJECT, DEMO_USERS } from '../../src/demo/demo-content.js';
import { BALANCERS, type BalancerName } from './services/balancer.js';
import { Cluster } from './services/cluster.js';
import { hasBalancer, haproxyFolder } from './services/programs.js';

const DAY_SECONDS = 86_400;
const BALANCER_NOTES: Readonly<Record<BalancerName, string>> = {
  haproxy: 'HAProxy',
  nginx: "nginx: clients that keep no cookies need transports: ['websocket']",
};

/** `npm run cluster`: starts a cluster, fills it, tells how to use it, and resolves when Ctrl-C has stopped it again. */
export async function runCluster(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      nodes: { type: 'string', default: '3' },
      port: { type: 'string' },
      balancer: { type: 'string' },
      logs: { type: 'string', default: join('data', 'cluster') },
    },
  });
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  });
  const { balancer, note } = await chooseBalancer(values.balancer);
  await rm(values.logs, { recursive: true, force: true });
  const cluster = await Cluster.start({
    nodes: wholeNumber(values.nodes, 'nodes'),
    port: values.port === undefined ? undefined : wholeNumber(values.port, 'port'),
    balancer,
    logs: values.logs,
    env: { CONSOLE: 'true' },
  });
  try {
    await fill(cluster);
    print([...(note === undefined ? [] : [note, '']), ...description(cluster, balancer, values.logs)]);
    await stopped;
    print(['', 'Stopping: the nodes drain.']);
  } finally {
    await cluster.stop();
  }
}

interface Choice {
  readonly balancer: BalancerName | false;
  /** What whoever asked for none has to know. */
  readonly note?: string;
}

/** What was asked for, or else what is installed, or else what can be installed. */
async function chooseBalancer(asked: string | undefined): Promise<Choice> {
  if (asked === 'none') return { balancer: false };
  const named = BALANCERS.find((name) => name === asked);
  if (asked !== undefined && named === undefined) {
    throw new Error(`--balancer: ${asked} is none of ${BALANCERS.join(', ')}, none`);
  }
  const balancer = named ?? BALANCERS.find(hasBalancer);
  if (balancer !== undefined) return { balancer };
  try {
    await haproxyFolder();
    return { balancer: 'haproxy' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { balancer: false, note: `Without a load balancer: ${reason} Or install nginx.` };
  }
}

/** What a first start of a single node fills in by itself. */
async function fill(cluster: Cluster): Promise<void> {
  for (const { id, ...user } of DEMO_USERS) await cluster.serverApi('PUT', `/v1/users/${id}`, user);
  const { id: conversationId, ...conversation } = DEMO_CONVERSATION;
  await cluster.serverApi('PUT', `/v1/conversations/${conversationId}`, conversation);
  const { id: projectId, ...project } = DEMO_PROJECT;
  await cluster.serverApi('PUT', `/v1/projects/${projectId}`, project);
  await cluster.serverApi('POST', '/v1/notifications', { userIds: DEMO_PROJECT.memberIds, ...DEMO_NOTIFICATION });
}

function description(cluster: Cluster, balancer: BalancerName | false, logs: string): string[] {
  return [
    `Depth Realtime, ${cluster.nodes.length} nodes as one service, is ready on ${cluster.url}`,
    '',
    '  Open it in a browser: the console takes one of the tokens below; the administration, that of admin.',
    '',
    ...(balancer === false ? [] : [`  all nodes   ${cluster.url}   (${BALANCER_NOTES[balancer]})`]),
    ...cluster.nodes.map((node, index) => `  node ${index + 1}      ${node.url}   (process ${node.pid})`),
    `  PostgreSQL  ${cluster.postgres.url}`,
    `  Redis       ${cluster.redis.url}`,
    `  logs        ${logs}`,
    '',
    `  SERVICE_API_KEY=${cluster.serviceApiKey}`,
    '',
    '  Tokens for a day, for instance: SERVER=… TOKEN=… node examples/two-clients/listen.mjs',
    ...DEMO_USERS.map(({ id }) => `  ${id.padEnd(6)} ${cluster.token(id, { expiresIn: DAY_SECONDS })}`),
    '',
    '  Ctrl-C stops everything and removes the data.',
  ];
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function wholeNumber(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${option}: ${text} is not a whole number from 1`);
  return value;
}
