import 'reflect-metadata';

// A test run that was killed leaves its workers behind, each with the servers that its tests started: they go too.
process.once('disconnect', () => process.exit(1));
