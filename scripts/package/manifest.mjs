// What the published package.json says. The repository's own lists what the server needs; who installs the package needs
// socket.io-client, and for some entries a library that their application has anyway.

/** For which entry, and from which version on, a library is needed. All are optional: npm installs none of them. */
const PEERS = {
  '@nestjs/common': '^11.0.0 || ^12.0.0', // ./notifications
  'drizzle-orm': '>=0.36.0 <1', // ./notifications, for a Drizzle transaction
  ioredis: '^5.4.0 || ^6.0.0', // ./notifications, with a redisUrl; the tests of test/emitter pass with 5.4.0 and 5.11.1, too
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

const COMMONJS = './dist/sdk/commonjs/';

/** The entry points: each built twice, as ES modules and as CommonJS. */
function published(entries) {
  return Object.fromEntries(
    Object.entries(entries).map(([name, entry]) => {
      if (typeof entry === 'string') return [name, entry];
      const { types, default: code } = entry;
      return [name, { import: { types, default: code }, require: { types: twin(types), default: twin(code) } }];
    }),
  );
}

/** Where TypeScript finds the types of the entries when it is set up not to read `exports`: what it writes then is CommonJS. */
function typesVersions(entries) {
  const paths = Object.entries(entries).flatMap(([name, { types }]) =>
    types === undefined ? [] : [[name.replace('./', ''), [twin(types)]]],
  );
  return { '*': Object.fromEntries(paths) };
}

/** The CommonJS file that is built of the same source. */
function twin(path) {
  return path.replace('./dist/sdk/', COMMONJS);
}

/** The manifest that is published, made of the repository's. */
export function publishedManifest(own) {
  return {
    ...Object.fromEntries(KEPT.filter((name) => name in own).map((name) => [name, own[name]])),
    exports: published(own.exports),
    typesVersions: typesVersions(own.exports),
    sideEffects: false,
    files: ['dist/sdk', 'CHANGELOG.md', 'docs/*.md', 'docs/guides', 'docs/protocol', 'docs/asyncapi.yaml'],
    dependencies: { 'socket.io-client': own.dependencies['socket.io-client'] },
    peerDependencies: PEERS,
    peerDependenciesMeta: Object.fromEntries(Object.keys(PEERS).map((name) => [name, { optional: true }])),
  };
}
