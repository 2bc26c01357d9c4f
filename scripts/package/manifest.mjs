// What the published package.json says. The repository's own lists what the server needs; who installs the package needs
// socket.io-client, and for some entries a library that their application has anyway.

/** For which entry, and from which version on, a library is needed. All are optional: npm installs none of them. */
const PEERS = {
  '@nestjs/common': '^11.0.0 || ^12.0.0', // ./notifications
  'drizzle-orm': '>=0.36.0 <1', // ./notifications, for a Drizzle transaction
  ioredis: '^6.0.0', // ./notifications, with a redisUrl
  pg: '^8.11.0', // ./notifications
  react: '>=18', // ./react
};

const KEPT = [
  'name',
  'version',
  'description',
  'keywords',
  'license',
  'author',
  'repository',
  'type',
  'engines',
  'exports',
];

/** The manifest that is published, made of the repository's. */
export function publishedManifest(own) {
  return {
    ...Object.fromEntries(KEPT.filter((name) => name in own).map((name) => [name, own[name]])),
    sideEffects: false,
    files: ['dist/sdk', 'CHANGELOG.md'],
    dependencies: { 'socket.io-client': own.dependencies['socket.io-client'] },
    peerDependencies: PEERS,
    peerDependenciesMeta: Object.fromEntries(Object.keys(PEERS).map((name) => [name, { optional: true }])),
  };
}
