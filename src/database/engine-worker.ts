import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

import { PGlite } from '@electric-sql/pglite';

import type { EngineCommand, EngineReply, EngineTask } from './engine-messages.js';
import { EngineSessions } from './engine-sessions.js';
import { joined } from './wire-protocol.js';

/** Memory for pages; the rest of the file is in the page cache of the system, a copy away. */
const SHARED_BUFFERS = '32MB';

/** How often statements are planned anew, in milliseconds. */
const PLANS_LAST = 60_000;

/**
 * The thread of the embedded database. Whatever goes wrong in here ends the thread: its owner starts another one, and what
 * was committed is found again in the files.
 */
async function main(): Promise<void> {
  const { kind, folder } = workerData as EngineTask;
  // Otherwise the library would make an empty one there.
  if (kind === 'serve' && !existsSync(join(folder, 'PG_VERSION'))) throw new Error(`there is no database in ${folder}`);
  const database = await PGlite.create(folder, {
    startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${SHARED_BUFFERS}`],
  });
  if (kind === 'make') await database.close();
  else serve(database);
}

function serve(database: PGlite): void {
  const port = parentPort;
  if (port === null) throw new Error('this file is the entry of a thread');
  const reply = (message: EngineReply, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
  const sessions = new EngineSessions(
    (bytes) => execute(database, bytes),
    (session, bytes) => reply({ session, bytes }, [bytes.buffer]),
  );
  // A server would do it when it has looked at the tables again, which nobody does here.
  setInterval(() => sessions.forgetPlans(), PLANS_LAST).unref();
  port.on('message', (command: EngineCommand) => {
    if (command === 'stop') {
      port.close();
      // A failure to close is one to end: the rejection does that.
      void database.close();
      return;
    }
    for (const request of command) {
      if ('end' in request) sessions.end(request.session);
      else sessions.receive(request.session, request.bytes);
    }
  });
  reply('ready');
}

/** Synchronous in fact: the promise has nothing to tell, unless it rejects, which ends the thread. */
function execute(database: PGlite, bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  void database.execProtocolRawStream(bytes, { syncToFs: false, onRawData: (part) => parts.push(part.slice()) });
  return joined(parts);
}

await main();
