import { connect, createServer, type AddressInfo } from 'node:net';
import { Transform } from 'node:stream';

import { tracked } from '../../support/cleanup.js';

/** A link to a server that carries no more than so many bytes a second to the client. Returns its URL. */
export async function slowLink(url: string, bytesPerSecond: number): Promise<string> {
  const port = Number(new URL(url).port);
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    const throttle = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        setTimeout(() => done(null, chunk), (chunk.length / bytesPerSecond) * 1000);
      },
    });
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    client.on('error', end).on('close', end);
    upstream.on('error', end);
    client.pipe(upstream).pipe(throttle).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  tracked({ stop: () => new Promise<void>((resolve) => server.close(() => resolve())) });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
