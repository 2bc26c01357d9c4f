import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

import { loadConfig } from '../../src/config/load-config.js';
import { variableNames } from '../../src/config/read-variables.js';
import { Metrics } from '../../src/telemetry/metrics.js';
import { haproxyFolder } from '../support/services/programs.js';
import { at, parseYaml, textAt, type Yaml } from './yaml.js';

const ROOT = join(import.meta.dirname, '../..');
const SECRETS = ['JWT_SECRET', 'SERVICE_API_KEY', 'POSTGRES_PASSWORD', 'DATABASE_URL', 'REDIS_URL'];
const DEFAULTS = loadConfig({});

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function keysOf(value: Yaml): string[] {
  return Object.keys(value ?? {});
}

/** The milliseconds of a duration such as `15s`. */
function milliseconds(duration: string): number {
  return Number(/^(\d+)s$/.exec(duration)?.[1]) * 1000;
}

describe('docker-compose.yml', () => {
  const [compose = null] = parseYaml(read('docker-compose.yml'));
  const services = at(compose, 'services');

  it('has the balancer, the nodes and their stores, each watched and limited', () => {
    expect(keysOf(services)).toEqual(['balancer', 'app', 'postgres', 'redis']);
    for (const name of keysOf(services)) {
      expect(at(services, name, 'deploy', 'resources', 'limits', 'memory')).toMatch(/^\d+[mg]$/);
      // The image of the nodes brings its own.
      if (name !== 'app') expect(at(services, name, 'healthcheck', 'test')).not.toHaveLength(0);
    }
    expect(read('Dockerfile')).toContain('HEALTHCHECK');
    expect(Number(at(services, 'app', 'deploy', 'replicas'))).toBeGreaterThanOrEqual(2);
  });

  it('gives the build of the image every folder that it takes', () => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
    const builds = Object.entries(scripts).filter(([name]) => name.startsWith('build'));
    const needed = builds.flatMap(([, script]) => [...script.matchAll(/(?:-p|--config) (\w+)\//g)]);
    const folders = new Set(needed.map(([, folder = '']) => folder));
    expect(folders.size).toBeGreaterThan(1);
    for (const folder of folders) {
      expect(read('Dockerfile')).toContain(`\nCOPY ${folder} ./${folder}\n`);
      expect(read('.dockerignore')).toContain(`\n!${folder}\n`);
    }
  });

  it('opens one port, that of the balancer, to which it gives the configuration of deploy/', () => {
    expect(keysOf(services).filter((name) => keysOf(at(services, name)).includes('ports'))).toEqual(['balancer']);
    const [port] = at(services, 'balancer', 'ports') as string[];
    expect(read('deploy/haproxy.cfg')).toContain(`bind :${port!.split(':').at(-1)!}\n`);
    expect(at(services, 'balancer', 'volumes', 0)).toMatch(/^\.\/deploy\/haproxy\.cfg:/);
  });

  it('sets variables that exist, and no secret', () => {
    const environment = at(services, 'app', 'environment');
    expect(keysOf(environment).filter((name) => !(variableNames() as string[]).includes(name))).toEqual([]);
    expect(at(environment, 'JWT_SECRET')).toBe('${JWT_SECRET:?set JWT_SECRET}');
    expect(at(environment, 'SERVICE_API_KEY')).toBe('${SERVICE_API_KEY:-}');
    expect(at(environment, 'DATABASE_URL')).toContain(':${POSTGRES_PASSWORD:?');
  });

  it('lets a node drain before it is killed', () => {
    expect(milliseconds(textAt(services, 'app', 'stop_grace_period'))).toBeGreaterThan(DEFAULTS.drainTimeoutMs);
  });
});

describe('deploy/haproxy.cfg', () => {
  const text = read('deploy/haproxy.cfg');

  it('is valid as it stands', async () => {
    const program = join(await haproxyFolder(), 'haproxy');
    await promisify(execFile)(program, ['-c', '-f', join(ROOT, 'deploy/haproxy.cfg')]);
  });

  it.each(['client', 'server', 'tunnel'])('waits longer (timeout %s) than a silent client may be', (name) => {
    const { intervalMs, timeoutMs } = DEFAULTS.heartbeat;
    const timeout = milliseconds(new RegExp(`timeout ${name} (\\S+)`).exec(text)?.[1] ?? '');
    expect(timeout).toBeGreaterThan(intervalMs + timeoutMs);
  });

  it('finds the nodes by the name that they have in docker-compose.yml', () => {
    expect(text).toMatch(/^ +server-template \S+ \d+ app:3000 resolvers docker /m);
  });
});

describe('deploy/nginx.conf', () => {
  const text = read('deploy/nginx.conf');

  it.each(['proxy_read_timeout', 'proxy_send_timeout'])('waits longer (%s) than a silent client may be', (name) => {
    const { intervalMs, timeoutMs } = DEFAULTS.heartbeat;
    const timeout = milliseconds(new RegExp(`${name} (\\S+);`).exec(text)?.[1] ?? '');
    expect(timeout).toBeGreaterThan(intervalMs + timeoutMs);
  });

  it('stands where the other balancer stands', () => {
    const servers = [...text.matchAll(/^ +server (\S+) /gm)].map(([, server]) => server);
    expect(new Set(servers)).toEqual(new Set(['app:3000']));
    expect(text).toMatch(/^ +listen 8080;$/m);
  });
});

describe('deploy/kubernetes', () => {
  const files = readdirSync(join(ROOT, 'deploy/kubernetes'));
  const manifests = new Map(
    files
      .flatMap((file) => parseYaml(read(join('deploy/kubernetes', file))))
      .map((manifest) => [textAt(manifest, 'kind'), manifest]),
  );
  const manifest = (kind: string): Yaml => manifests.get(kind) ?? null;
  const pod = at(manifest('Deployment'), 'spec', 'template');
  const container = at(pod, 'spec', 'containers', 0);
  const env = at(container, 'env') as readonly Yaml[];

  it('has what a service of many nodes needs, of one name', () => {
    expect([...manifests.keys()].toSorted()).toEqual([
      'Deployment',
      'HorizontalPodAutoscaler',
      'Ingress',
      'PodDisruptionBudget',
      'Service',
    ]);
    expect([...manifests.values()].map((each) => at(each, 'metadata', 'name'))).toEqual(
      files.map(() => 'depth-realtime'),
    );
    for (const each of manifests.values()) expect(at(each, 'apiVersion')).toMatch(/^[a-z0-9.]+(\/v\d)?$/);
  });

  it('selects the pods by their labels, everywhere', () => {
    const labels = at(pod, 'metadata', 'labels');
    expect(at(manifest('Deployment'), 'spec', 'selector', 'matchLabels')).toEqual(labels);
    expect(at(manifest('PodDisruptionBudget'), 'spec', 'selector', 'matchLabels')).toEqual(labels);
    expect(at(manifest('Service'), 'spec', 'selector')).toEqual(labels);
    const target = at(manifest('HorizontalPodAutoscaler'), 'spec', 'scaleTargetRef');
    expect(target).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'depth-realtime' });
  });

  it('asks the probes that there are, on the port that there is', () => {
    const path = (probe: string): Yaml => at(container, probe, 'httpGet', 'path');
    expect(['startupProbe', 'livenessProbe', 'readinessProbe'].map(path)).toEqual([
      '/health/live',
      '/health/live',
      '/health/ready',
    ]);
    expect(at(container, 'ports', 0)).toEqual({ name: 'http', containerPort: String(DEFAULTS.port) });
    expect(at(manifest('Service'), 'spec', 'ports', 0, 'targetPort')).toBe('http');
  });

  it('lets a node drain before it is killed', () => {
    const drain = Number(at(env.find((each) => at(each, 'name') === 'DRAIN_TIMEOUT_MS') ?? null, 'value'));
    const [, pause] = at(container, 'lifecycle', 'preStop', 'exec', 'command') as string[];
    const grace = Number(at(pod, 'spec', 'terminationGracePeriodSeconds'));
    expect(grace * 1000).toBeGreaterThan(Number(pause) * 1000 + drain);
  });

  it('sets variables that exist, and takes secrets from a Secret only', () => {
    const names = env.map((each) => textAt(each, 'name'));
    expect(names.filter((name) => !(variableNames() as string[]).includes(name))).toEqual([]);
    for (const each of env.filter((one) => SECRETS.includes(textAt(one, 'name')))) {
      expect(at(each, 'valueFrom', 'secretKeyRef', 'name')).toBe('depth-realtime');
    }
    expect(names).toEqual(expect.arrayContaining(['JWT_SECRET', 'DATABASE_URL', 'REDIS_URL']));
  });

  it('runs without root and without a writable system', () => {
    expect(at(pod, 'spec', 'securityContext', 'runAsNonRoot')).toBe('true');
    expect(at(container, 'securityContext')).toEqual({
      allowPrivilegeEscalation: 'false',
      readOnlyRootFilesystem: 'true',
      capabilities: { drop: ['ALL'] },
    });
  });

  it('scales on a metric that the nodes have', async () => {
    const name = textAt(manifest('HorizontalPodAutoscaler'), 'spec', 'metrics', 0, 'pods', 'metric', 'name');
    expect(await new Metrics().expose()).toContain(`# TYPE ${name} gauge\n`);
  });

  it('shows the public the sockets only', () => {
    const paths = at(manifest('Ingress'), 'spec', 'rules', 0, 'http', 'paths') as readonly Yaml[];
    expect(paths.map((each) => at(each, 'path'))).toEqual(['/socket.io']);
    expect(keysOf(at(manifest('Ingress'), 'metadata', 'annotations'))).toContain(
      'nginx.ingress.kubernetes.io/upstream-hash-by',
    );
  });
});
