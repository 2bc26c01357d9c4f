import { EventEmitter } from 'node:events';

import {
  Injectable,
  Module,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
  type NestInterceptor,
  type PipeTransform,
  type WebSocketAdapter,
  type WsMessageHandler,
} from '@nestjs/common';
import { APP_GUARD, ModulesContainer } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { MessageBody, WebSocketGateway } from '@nestjs/websockets';
import { isObservable, lastValueFrom, of, type Observable } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';

import { CodedError } from '../../errors/coded-error.js';
import { Session } from '../sockets/session.js';
import { authenticated } from './access.js';
import { Caller, type Reply } from './caller.js';
import { callerOf, rawPayloadOf } from './command-context.js';
import { Command } from './command.decorator.js';
import { CommandInterceptor } from './command.interceptor.js';
import { CommandRoutes } from './command-routes.js';
import { CommandTelemetry } from './command-telemetry.js';
import { ErrorFilter } from './error.filter.js';
import { Payload, Sender } from './params.decorator.js';

let trace: unknown[] = [];

const commandOf = (context: ExecutionContext): unknown[] => [
  context.getType(),
  context.getClass().name,
  context.getHandler().name,
  context.switchToWs().getPattern(),
  context.switchToWs().getData(),
  rawPayloadOf(context),
  callerOf(context).userId,
];

@Injectable()
class First implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    trace.push('first', ...commandOf(context));
    return true;
  }
}

@Injectable()
class Slow implements CanActivate {
  async canActivate(): Promise<boolean> {
    await Promise.resolve();
    trace.push('slow');
    return true;
  }
}

@Injectable()
class Watched implements CanActivate {
  canActivate(): Observable<boolean> {
    trace.push('watched');
    return of(true);
  }
}

@Injectable()
class Closed implements CanActivate {
  canActivate(): boolean {
    trace.push('closed');
    return false;
  }
}

@Injectable()
class Throwing implements CanActivate {
  canActivate(): boolean {
    throw new CodedError('NOT_JOINED');
  }
}

@Injectable()
class Doubling implements PipeTransform {
  transform(value: unknown, metadata: object): unknown {
    trace.push('pipe', { ...metadata });
    if (value === 'bad') throw new CodedError('VALIDATION_FAILED');
    return typeof value === 'string' ? value + value : value;
  }
}

@Injectable()
class SlowPipe implements PipeTransform {
  async transform(value: unknown): Promise<unknown> {
    await Promise.resolve();
    return typeof value === 'string' ? `${value}!` : value;
  }
}

@Injectable()
class Ordinary implements NestInterceptor {
  intercept(_context: ExecutionContext, next: { handle(): Observable<unknown> }): Observable<unknown> {
    return next.handle();
  }
}

@WebSocketGateway()
@UseGuards(First)
@UseInterceptors(CommandInterceptor)
@UsePipes(Doubling)
@UseFilters(ErrorFilter)
class EchoGateway {
  readonly name = 'echo';

  @Command('say', { access: authenticated })
  say(@Payload() text: string, @Sender() caller: Caller): unknown {
    return { said: text, by: caller.userId, in: this.name };
  }

  @Command('later', { access: authenticated })
  @UseGuards(Slow, Watched)
  @UsePipes(SlowPipe)
  async later(@Sender() caller: Caller, @Payload() text: string): Promise<unknown> {
    await Promise.resolve();
    return { said: text, by: caller.userId };
  }

  @Command('watch', { access: authenticated })
  watch(@Payload() text: string): Observable<string> {
    return of(text);
  }

  @Command('nothing', { access: authenticated })
  nothing(@Sender() caller: Caller): void {
    trace.push('nothing', caller.pending);
  }

  @Command('closed', { access: authenticated })
  @UseGuards(Closed, Throwing)
  closed(@Payload() text: string): void {
    trace.push('never', text);
  }

  @Command('throwing', { access: authenticated })
  @UseGuards(Throwing)
  throwing(@Payload() text: string): void {
    trace.push('never', text);
  }

  @Command('broken', { access: authenticated })
  broken(@Payload() text: string): never {
    throw new TypeError(text);
  }

  @Command('rejecting', { access: authenticated })
  rejecting(@Sender() caller: Caller): Promise<never> {
    trace.push('rejecting', caller.userId);
    return Promise.reject(new CodedError('CONFLICT'));
  }
}

@WebSocketGateway()
@UseFilters(ErrorFilter)
class OtherGateway {
  @Command('intercepted', { access: authenticated })
  @UseInterceptors(Ordinary)
  intercepted(): void {
    trace.push('intercepted');
  }

  @Command('field', { access: authenticated })
  field(@MessageBody('text') text: string): string {
    return text;
  }

  @Command('bare', { access: authenticated })
  bare(): void {
    trace.push('bare');
  }
}

/** A gateway as Nest binds it, without a network. */
class Binding implements WebSocketAdapter {
  handlers: WsMessageHandler[] = [];
  private connect: ((client: object) => void) | undefined;

  create(): EventEmitter {
    return new EventEmitter();
  }
  bindClientConnect(_server: unknown, connect: (client: object) => void): void {
    this.connect = connect;
  }
  bindMessageHandlers(_client: unknown, handlers: WsMessageHandler[]): void {
    this.handlers = handlers;
  }
  close(): void {
    this.handlers = [];
  }
  dispose(): void {
    this.handlers = [];
  }
  open(client: object): void {
    this.connect?.(client);
  }
}

const session = new Session('s', 'layla', 'member', 'en', false, '127.0.0.1', Date.now());

function callerFor(event: string, answer: (reply: Reply) => void): Caller {
  return new Caller({ session, socketId: 'socket', namespace: '/', answer }, event);
}

// Real: Nest, which binds the same handlers to a fake server. What it does is what the pipeline must do.
describe('CommandPipeline', () => {
  let app: INestApplication | undefined;
  const socket = { id: 'socket' };

  async function bound(gateway: typeof EchoGateway | typeof OtherGateway, providers: object[] = []) {
    const telemetry = {
      succeeded: (caller: Caller) => trace.push(['succeeded', caller.event]),
      failed: (_caller: Caller, error: CodedError) => trace.push(['failed', error.code]),
    };
    @Module({
      providers: [
        gateway,
        CommandRoutes,
        ErrorFilter,
        { provide: CommandTelemetry, useValue: telemetry },
        ...(providers as []),
      ],
    })
    class GatewayModule {}
    const module = await Test.createTestingModule({ imports: [GatewayModule] }).compile();
    app = module.createNestApplication({ logger: false });
    const binding = new Binding();
    app.useWebSocketAdapter(binding);
    await app.init();
    binding.open(socket);
    const routes = new CommandRoutes(app.get(ModulesContainer)).of('/', binding.handlers);
    return { filter: app.get(ErrorFilter, { strict: false }), handlers: binding.handlers, routes };
  }

  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  async function outcome(
    event: string,
    run: (caller: Caller) => unknown,
    filter: ErrorFilter,
  ): Promise<{ replies: unknown[]; trace: unknown[] }> {
    trace = [];
    const replies: Reply[] = [];
    const caller = callerFor(event, (reply) => replies.push(reply));
    try {
      const result = await run(caller);
      const value: unknown = isObservable(result) ? await lastValueFrom(result, { defaultValue: undefined }) : result;
      if (caller.pending) caller.succeed(value);
    } catch (error) {
      filter.answer(error, caller);
    }
    const told = replies.map((reply) =>
      'error' in reply && reply.error.code === 'SOCKET_ERROR' ? reply.error.code : reply,
    );
    return { replies: told, trace };
  }

  it.each([
    ['say', 'hi'],
    ['watch', 'bad'],
    ['say', undefined],
    ['later', 'hi'],
    ['watch', 'hi'],
    ['nothing', {}],
    ['closed', {}],
    ['throwing', {}],
    ['broken', {}],
    ['rejecting', {}],
  ])('does for %s with %j what Nest does', async (event, payload) => {
    const { handlers, routes, filter } = await bound(EchoGateway);
    const callback = handlers.find(({ message }) => message === event)?.callback;
    const pipeline = routes.get(event)?.pipeline;
    expect(pipeline).toBeDefined();
    const nest = await outcome(event, (caller) => callback?.(payload, caller) as unknown, filter);
    const ours = await outcome(event, (caller) => pipeline?.run(socket, payload, caller), filter);
    expect(nest.replies).toHaveLength(1);
    expect(ours).toEqual(nest);
  });

  it('is done in the same turn when nothing of it waits', async () => {
    const { routes } = await bound(EchoGateway);
    const caller = callerFor('say', () => undefined);
    expect(routes.get('say')?.pipeline?.run(socket, 'hi', caller)).toEqual({ said: 'hihi', by: 'layla', in: 'echo' });
  });

  it('leaves to Nest what it cannot do: other interceptors, other parameters or none, guards of the application', async () => {
    const other = await bound(OtherGateway);
    expect([...other.routes.values()].map(({ pipeline }) => pipeline)).toEqual([undefined, undefined, undefined]);
    await app?.close();
    const global = await bound(EchoGateway, [{ provide: APP_GUARD, useClass: First }]);
    expect([...global.routes.values()].every(({ pipeline }) => pipeline === undefined)).toBe(true);
  });
});
