// Loads the built package and, with the argument `redis`, starts it with a Redis. Prints `loads <package>` for each package
// that a file of ours imports; what those import in their turn is their own affair.
import { register } from 'node:module';

const HOOKS = `
import { writeSync } from 'node:fs';
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  const [, name] = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//.exec(found.url) ?? [];
  const ours = !(context.parentURL ?? '').includes('/node_modules/');
  if (ours && name !== undefined) writeSync(1, 'loads ' + name + '\\n');
  return found;
}`;
register(`data:text/javascript,${encodeURIComponent(HOOKS)}`);

const { NotificationEmitterModule } = await import('../../../dist/sdk/src/emitter/public-api.js');
if (process.argv[2] === 'redis') {
  const options = { databaseUrl: 'postgres://127.0.0.1:1/none', redisUrl: 'redis://127.0.0.1:1' };
  const { providers } = NotificationEmitterModule.forRoot(options);
  const runtime = providers.find(({ provide }) => provide.name === 'EmitterRuntime');
  await runtime.useFactory(options);
}
process.exit(0);
