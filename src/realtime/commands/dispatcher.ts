import { Injectable, type OnModuleDestroy, type OnModuleInit, type WsMessageHandler } from '@nestjs/common';
import { isObservable, lastValueFrom } from 'rxjs';

import { CodedError } from '../../errors/coded-error.js';
import { Lifecycle } from '../../telemetry/lifecycle.js';
import { Caller, type Reply } from './caller.js';
import { commandDefinition, type CommandDefinition } from './command.decorator.js';
import { fieldOf } from './command-context.js';
import { ErrorFilter } from './error.filter.js';
import { Lanes } from './lanes.js';
import { OversizedPayload } from '../sockets/packet-parser.js';
import { RateLimiter } from '../rate-limit/rate-limiter.js';
import type { RealtimeSocket } from '../sockets/realtime-socket.js';
import type { Namespace } from '../sockets/room.js';

type Run = (payload: unknown, caller: Caller) => unknown;

interface Route {
  readonly run: Run;
  readonly definition: CommandDefinition;
}

/** How long a command may take before it is answered with `TIMEOUT`. */
const COMMAND_TIMEOUT_MS = 10_000;
const NAMEABLE = /^[\w:.-]{1,64}$/;

/**
 * Takes every event that a client emits, and sees to it that each is answered exactly once: also when no handler knows
 * it, when it is too large, when its handler hangs or throws, and while the node shuts down.
 *
 * Commands of one socket to one room start in the order sent, each when the one before has its place in the stream.
 */
@Injectable()
export class Dispatcher implements OnModuleInit, OnModuleDestroy {
  /** How many commands have come, of whatever kind. */
  received = 0;
  private readonly inFlight = new Set<Caller>();
  private idleWaiters: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly filter: ErrorFilter,
    private readonly limiter: RateLimiter,
    private readonly lifecycle: Lifecycle,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.expire(), 1000);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Serves the commands of one socket with the handlers of its namespace's gateway. */
  bind(socket: RealtimeSocket, handlers: readonly WsMessageHandler[]): void {
    const routes = routesOf(handlers);
    const lanes = new Lanes();
    socket.onAny((event: unknown, ...args: unknown[]) => this.receive(socket, routes, lanes, event, args));
  }

  /** Resolves when no command is in flight. */
  idle(): Promise<void> {
    if (this.inFlight.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  /** Answers every command that is still in flight with `SHUTTING_DOWN`. Whether it takes effect is unknown. */
  abandon(): void {
    this.giveUp([...this.inFlight], 'SHUTTING_DOWN');
  }

  private receive(
    socket: RealtimeSocket,
    routes: ReadonlyMap<string, Route>,
    lanes: Lanes,
    event: unknown,
    args: unknown[],
  ): void {
    // A packet with an id and nothing else: its callback comes in the place of the name.
    if (typeof event === 'function') args.push(event);
    this.received += 1;
    const ack = typeof args.at(-1) === 'function' ? (args.pop() as (reply: Reply) => void) : undefined;
    const payload = args.length > 1 ? args : args[0];
    const name = typeof event === 'string' && NAMEABLE.test(event) ? event : 'unknown';
    const route = typeof event === 'string' ? routes.get(event) : undefined;
    let release = (): void => undefined;
    const caller = new Caller(
      socket.data.session,
      socket.id,
      socket.nsp.name as Namespace,
      name,
      (reply) => {
        if (ack !== undefined) ack(reply);
        else if ('error' in reply) socket.emit('error', reply.error);
      },
      () => release(),
    );
    const run = this.choose(route, payload);
    this.inFlight.add(caller);
    const lane = route === undefined ? undefined : laneOf(route.definition, payload);
    if (lane === undefined) {
      void this.execute(run, payload, caller);
      return;
    }
    lanes.run(lane, (next) => {
      release = next;
      if (caller.pending) {
        void this.execute(run, payload, caller);
        return;
      }
      // Its time was up before its turn came.
      this.finished(caller);
      next();
    });
  }

  private choose(route: Route | undefined, payload: unknown): Run {
    if (this.lifecycle.draining) return refuse('SHUTTING_DOWN');
    if (route !== undefined && !(payload instanceof OversizedPayload)) return route.run;
    const code = payload instanceof OversizedPayload ? 'PAYLOAD_TOO_LARGE' : 'UNKNOWN_EVENT';
    return async (_payload, caller) => {
      await this.limiter.consume(caller.userId);
      throw new CodedError(code);
    };
  }

  private async execute(run: Run, payload: unknown, caller: Caller): Promise<void> {
    try {
      const result = await run(payload, caller);
      const value: unknown = isObservable(result) ? await lastValueFrom(result, { defaultValue: undefined }) : result;
      // Not when a filter has answered already: then the result is the nothing that it left behind.
      if (caller.pending) caller.succeed(value);
    } catch (error) {
      this.filter.answer(error, caller);
    } finally {
      this.finished(caller);
    }
  }

  private finished(caller: Caller): void {
    this.inFlight.delete(caller);
    if (this.inFlight.size === 0) for (const resolve of this.idleWaiters.splice(0)) resolve();
  }

  private expire(): void {
    const oldest = performance.now() - COMMAND_TIMEOUT_MS;
    const late: Caller[] = [];
    for (const caller of this.inFlight) {
      if (caller.startedAt > oldest) break;
      if (caller.pending) late.push(caller);
    }
    this.giveUp(late, 'TIMEOUT');
  }

  /** The last first: an answer lets the next command of its lane start, and those that are given up must not. */
  private giveUp(callers: Caller[], code: 'TIMEOUT' | 'SHUTTING_DOWN'): void {
    for (const caller of callers.reverse()) {
      if (caller.pending) this.filter.answer(new CodedError(code), caller);
    }
  }
}

function refuse(code: 'SHUTTING_DOWN'): Run {
  return () => Promise.reject(new CodedError(code));
}

function routesOf(handlers: readonly WsMessageHandler[]): ReadonlyMap<string, Route> {
  const routes = new Map<string, Route>();
  for (const { message, callback } of handlers) {
    const definition = commandDefinition(message);
    if (definition === undefined) throw new Error(`${message} is subscribed to without @Command`);
    const route: Route = { run: callback as Run, definition };
    routes.set(definition.event, route);
    if (definition.alias !== undefined) routes.set(definition.alias, route);
  }
  return routes;
}

function laneOf({ access, lane }: CommandDefinition, payload: unknown): string | undefined {
  if (lane !== undefined) return lane;
  if (!('param' in access)) return undefined;
  const id = fieldOf(payload, access.param);
  return typeof id === 'string' ? `${access.room}:${id}` : undefined;
}
