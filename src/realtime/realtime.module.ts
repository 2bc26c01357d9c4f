import { Global, Module } from '@nestjs/common';

import { StreamsModule } from '../streams/streams.module.js';
import { StreamAudience } from '../streams/stream-audience.js';
import { StreamCarrier } from '../streams/stream-carrier.js';
import { StreamRelay } from '../streams/stream-relay.js';
import { AccessChanges } from './cluster/access-changes.js';
import { Batches } from './delivery/batches.js';
import { Broadcaster } from './delivery/broadcaster.js';
import { CommandRoutes } from './commands/command-routes.js';
import { CommandTelemetry } from './commands/command-telemetry.js';
import { ControlBus } from './cluster/control-bus.js';
import { CommandsInFlight } from './commands/commands-in-flight.js';
import { Dispatcher } from './commands/dispatcher.js';
import { Drain } from './connections/drain.js';
import { ErrorFilter } from './commands/error.filter.js';
import { FanOut } from './delivery/fan-out.js';
import { FrameWriter } from './sockets/frame-writer.js';
import { NamespaceAuthentication } from './connections/namespace-authentication.js';
import { NodeIdentity } from './cluster/node-identity.js';
import { OutboundLimit } from './delivery/outbound-limit.js';
import { PayloadValidator } from './commands/payload-validator.js';
import { Presence } from './cluster/presence.js';
import { RateLimiter } from './rate-limit/rate-limiter.js';
import { Reconciler } from './cluster/reconciler.js';
import { RedisConnection } from './cluster/redis-connection.js';
import { streamCarrier } from './cluster/redis-stream-carrier.js';
import { RoomAudience } from './delivery/room-audience.js';
import { Roster } from './cluster/roster.js';
import { SessionCheck } from './connections/session-check.js';
import { SessionRegistry } from './connections/session-registry.js';
import { SocketLifecycle } from './connections/socket-lifecycle.js';
import { SocketServer } from './sockets/socket-server.js';
import { StreamRooms } from './delivery/stream-rooms.js';
import { TokenExpiry } from './connections/token-expiry.js';

const FOR_FEATURES = [
  AccessChanges,
  Broadcaster,
  CommandTelemetry,
  CommandsInFlight,
  ControlBus,
  Dispatcher,
  Drain,
  ErrorFilter,
  FanOut,
  FrameWriter,
  NodeIdentity,
  PayloadValidator,
  Presence,
  RateLimiter,
  Reconciler,
  RedisConnection,
  RoomAudience,
  Roster,
  SessionRegistry,
  SocketServer,
  StreamRelay,
  StreamRooms,
];

/** The kernel: everything between a socket and a feature. It knows no feature. */
@Global()
@Module({
  imports: [StreamsModule],
  providers: [
    ...FOR_FEATURES,
    { provide: StreamAudience, useExisting: RoomAudience },
    { provide: StreamCarrier, inject: [RedisConnection, NodeIdentity], useFactory: streamCarrier },
    Batches,
    CommandRoutes,
    NamespaceAuthentication,
    OutboundLimit,
    SessionCheck,
    SocketLifecycle,
    TokenExpiry,
  ],
  exports: [...FOR_FEATURES, NamespaceAuthentication, OutboundLimit, SocketLifecycle, StreamsModule],
})
export class RealtimeModule {}
