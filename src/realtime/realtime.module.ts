import { Global, Module } from '@nestjs/common';

import { StreamsModule } from '../streams/streams.module.js';
import { StreamAudience } from '../streams/stream-audience.js';
import { StreamCarrier } from '../streams/stream-carrier.js';
import { StreamRelay } from '../streams/stream-relay.js';
import { Batches } from './batches.js';
import { Broadcaster } from './broadcaster.js';
import { CommandTelemetry } from './command-telemetry.js';
import { ControlBus } from './control-bus.js';
import { Dispatcher } from './dispatcher.js';
import { Drain } from './drain.js';
import { ErrorFilter } from './error.filter.js';
import { FanOut } from './fan-out.js';
import { NamespaceAuthentication } from './namespace-authentication.js';
import { NodeIdentity } from './node-identity.js';
import { OutboundLimit } from './outbound-limit.js';
import { PayloadValidator } from './payload-validator.js';
import { Presence } from './presence.js';
import { RateLimiter } from './rate-limiter.js';
import { Reconciler } from './reconciler.js';
import { RedisConnection } from './redis-connection.js';
import { streamCarrier } from './redis-stream-carrier.js';
import { RoomAudience } from './room-audience.js';
import { Roster } from './roster.js';
import { SessionCheck } from './session-check.js';
import { SessionRegistry } from './session-registry.js';
import { SocketLifecycle } from './socket-lifecycle.js';
import { SocketServer } from './socket-server.js';
import { StreamRooms } from './stream-rooms.js';

const FOR_FEATURES = [
  Broadcaster,
  CommandTelemetry,
  ControlBus,
  Dispatcher,
  Drain,
  ErrorFilter,
  FanOut,
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
    { provide: StreamCarrier, inject: [RedisConnection], useFactory: streamCarrier },
    Batches,
    NamespaceAuthentication,
    OutboundLimit,
    SessionCheck,
    SocketLifecycle,
  ],
  exports: [...FOR_FEATURES, NamespaceAuthentication, OutboundLimit, SocketLifecycle, StreamsModule],
})
export class RealtimeModule {}
