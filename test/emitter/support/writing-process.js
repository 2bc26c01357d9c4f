// A service in a process of its own, on the built package. What it does is told in WRITER, as JSON.
import { NestFactory } from '@nestjs/core';
import pg from 'pg';

import { NotificationEmitter, NotificationEmitterModule } from '../../../dist/sdk/src/emitter/public-api.js';

const { databaseUrl, redisUrl, mode, name, userIds, count } = JSON.parse(process.env.WRITER ?? '{}');
const module = NotificationEmitterModule.forRoot({ databaseUrl, redisUrl });
const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
const emitter = app.get(NotificationEmitter);
const content = (title) => ({ type: 'written', title, body: name });

/** Many at once, each to all users. */
async function emit() {
  const titles = Array.from({ length: count }, (_, index) => `${name} ${index}`);
  await Promise.all(titles.map((title) => emitter.emit(userIds, content(title))));
}

/** A notification and a row of its own in one transaction, then death: before the commit, as it is sent, or after it. */
async function die(when) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('begin');
  await client.query('insert into ledger (name) values ($1)', [name]);
  await emitter.emit(userIds, content(name), { tx: client });
  if (when === 'before') process.kill(process.pid, 'SIGKILL');
  const committed = client.query('commit');
  if (when === 'during') setTimeout(() => process.kill(process.pid, 'SIGKILL'), Math.random() * 4);
  await committed;
  process.kill(process.pid, 'SIGKILL');
}

if (mode === 'emit') await emit();
else await die(mode);
await app.close();
process.stdout.write('done\n');
