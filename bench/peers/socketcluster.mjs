// SocketCluster with its own protocol and its own broker; no access control, nothing stored.
import { createServer } from 'node:http';

import socketcluster from 'socketcluster-server';

const http = createServer();
socketcluster.attach(http, { protocolVersion: 2, pingInterval: 25_000, pingTimeout: 60_000 });
http.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${http.address().port}`));
process.on('SIGTERM', () => process.exit(0));
