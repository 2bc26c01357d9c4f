import { Injectable, type WsMessageHandler } from '@nestjs/common';
import { isObservable, lastValueFrom } from 'rxjs';

import { CodedError } from '../../errors/coded-error.js';
import { Lifecycle } from '../../telemetry/lifecycle.js';
import { Caller, type CommandSource, type Reply } from './caller.js';
import type { CommandDefinition } from './command.decorator.js';
import { fieldOf } from './command-context.js';
import { isPromise } from './command-pipeline.js';
import { CommandRoutes, type Route, type Routes } from './command-routes.js';
import { CommandsInFlight } from './commands-in-flight.js';
import { ErrorFilter } from './error.filter.js';
import { Lanes } from './lanes.js';
import { eventDecoderOf } from '../sockets/engine-internals.js';
import type { EventReceiver } from '../sockets/event-decoder.js';
import { FrameWriter } from '../sockets/frame-writer.js';
import { OversizedPayload } from '../sockets/oversized-payload.js';
import { RateLimiter } from '../rate-limit/rate-limiter.js';
import type { RealtimeSocket } from '../sockets/realtime-socket.js';
import type { Namespace } from '../sockets/room.js';
import type { Session } from '../sockets/session.js';

type Run = (payload: unknown, caller: Caller) => unknown;

/** What Nest itself would call for a command, by the command's canonical name. */
type Callbacks = ReadonlyMap<string, WsMessageHandler['callback']>;

/** A socket, with what its commands run through. */
class ServedSocket implements EventReceiver, CommandSource {
  readonly lanes = new Lanes();

  constructor(
    readonly socket: RealtimeSocket,
    readonly routes: Routes,
    readonly callbacks: Callbacks,
    private readonly dispatcher: Dispatcher,
    private readonly frames: FrameWriter,
  ) {}

  get namespace(): Namespace {
    return this.socket.nsp.name as Namespace;
  }

  get session(): Session {
    return this.socket.data.session;
  }

  get socketId(): string {
    return this.socket.id;
  }

  answer(reply: Reply, ackId: number | undefined): void {
    if (ackId !== undefined) this.frames.acknowledge(this.socket, ackId, reply);
    else if ('error' in reply) this.socket.emit('error', reply.error);
  }

  take(event: unknown, args: readonly unknown[], id: number | undefined): boolean {
    // The connection goes on when a socket leaves its namespace; what comes for it then is Socket.IO's to judge.
    if (!this.socket.connected) return false;
    this.dispatcher.dispatch(this, event, args, id);
    return true;
  }
}

const NO_CALLBACKS: Callbacks = new Map();
const NAMEABLE = /^[\w:.-]{1,64}$/;

/**
 * Takes every event that a client emits, and sees to it that each is answered exactly once: also when no handler knows
 * it, when it is too large, when its handler hangs or throws, and while the node shuts down.
 *
 * Commands of one socket to one room start in the order sent, each when the one before has its place in the stream.
 */
@Injectable()
export class Dispatcher {
  constructor(
    private readonly routes: CommandRoutes,
    private readonly frames: FrameWriter,
    private readonly filter: ErrorFilter,
    private readonly limiter: RateLimiter,
    private readonly lifecycle: Lifecycle,
    private readonly inFlight: CommandsInFlight,
  ) {}

  /** Serves the commands of one socket with the handlers of its namespace's gateway. */
  bind(socket: RealtimeSocket, handlers: readonly WsMessageHandler[]): void {
    const routes = this.routes.of(socket.nsp.name, handlers);
    eventDecoderOf(socket).receive(new ServedSocket(socket, routes, callbacksOf(routes, handlers), this, this.frames));
  }

  /** @param id under which the client waits for an answer. */
  dispatch(served: ServedSocket, event: unknown, args: readonly unknown[], id: number | undefined): void {
    const { routes, lanes } = served;
    const payload = args.length > 1 ? args : args[0];
    const route = typeof event === 'string' ? routes.get(event) : undefined;
    const name = typeof event === 'string' && (route !== undefined || NAMEABLE.test(event)) ? event : 'unknown';
    const caller = new Caller(served, name, id);
    const run = this.choose(served, route, payload);
    this.inFlight.add(caller);
    const lane = route === undefined ? undefined : laneOf(route.definition, payload);
    if (lane === undefined) {
      this.execute(run, payload, caller);
      return;
    }
    lanes.run(lane, (release) => {
      caller.occupies(release);
      if (caller.pending) {
        this.execute(run, payload, caller);
        return;
      }
      // Its time was up before its turn came.
      this.inFlight.finished(caller);
      release();
    });
  }

  private choose({ socket, callbacks }: ServedSocket, route: Route | undefined, payload: unknown): Run {
    if (this.lifecycle.draining) return refuse('SHUTTING_DOWN');
    if (payload instanceof OversizedPayload) return this.countAndRefuse('PAYLOAD_TOO_LARGE');
    if (route === undefined) return this.countAndRefuse('UNKNOWN_EVENT');
    const { pipeline, definition } = route;
    if (pipeline !== undefined) return (given, caller) => pipeline.run(socket, given, caller);
    const callback = callbacks.get(definition.event);
    return callback === undefined ? this.countAndRefuse('UNKNOWN_EVENT') : outcomeOf(callback);
  }

  private countAndRefuse(code: 'PAYLOAD_TOO_LARGE' | 'UNKNOWN_EVENT'): Run {
    return async (_payload, caller) => {
      await this.limiter.consume(caller.userId);
      throw new CodedError(code);
    };
  }

  private execute(run: Run, payload: unknown, caller: Caller): void {
    let result: unknown;
    try {
      result = run(payload, caller);
    } catch (error) {
      this.failed(error, caller);
      return;
    }
    if (!isPromise(result)) {
      this.completed(result, caller);
      return;
    }
    result.then(
      (value) => this.completed(value, caller),
      (error: unknown) => this.failed(error, caller),
    );
  }

  private completed(value: unknown, caller: Caller): void {
    try {
      // Not when a filter has answered already: then the result is the nothing that it left behind.
      if (caller.pending) caller.succeed(value);
    } catch (error) {
      // It cannot be written as JSON.
      this.failed(error, caller);
      return;
    }
    this.inFlight.finished(caller);
  }

  private failed(error: unknown, caller: Caller): void {
    this.filter.answer(error, caller);
    this.inFlight.finished(caller);
  }
}

function refuse(code: 'SHUTTING_DOWN'): Run {
  return () => Promise.reject(new CodedError(code));
}

/** Nest's own binding returns, or resolves with, an observable. */
function outcomeOf(callback: WsMessageHandler['callback']): Run {
  return async (payload, caller) => {
    const result: unknown = await callback(payload, caller);
    return isObservable(result) ? lastValueFrom(result, { defaultValue: undefined }) : result;
  };
}

/** Kept only for the commands that Nest itself must run: they are another function for each socket. */
function callbacksOf(routes: Routes, handlers: readonly WsMessageHandler[]): Callbacks {
  let callbacks: Map<string, WsMessageHandler['callback']> | undefined;
  for (const { message, callback } of handlers) {
    if (routes.get(message)?.pipeline === undefined) (callbacks ??= new Map()).set(message, callback);
  }
  return callbacks ?? NO_CALLBACKS;
}

function laneOf({ access, lane }: CommandDefinition, payload: unknown): string | undefined {
  if (lane !== undefined) return lane;
  if (!('param' in access)) return undefined;
  const id = fieldOf(payload, access.param);
  return typeof id === 'string' ? `${access.room}:${id}` : undefined;
}
