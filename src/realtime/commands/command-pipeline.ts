import { WsException } from '@nestjs/websockets';
import { FORBIDDEN_MESSAGE } from '@nestjs/core/internal';
import { isObservable, lastValueFrom } from 'rxjs';

import { CommandContext, type CommandHandler } from './command-context.js';
import type { Caller } from './caller.js';
import { isCompletionInterceptor, type CompletionInterceptor } from './completion-interceptor.js';
import { ErrorFilter } from './error.filter.js';
import type { HandlerEnhancers } from './handler-enhancers.js';

/**
 * A handler and everything that its decorators put around it, in Nest's order: guards, interceptors, pipes, handler.
 * Whatever of it answers at once is not waited for, so that a command which needs nothing from elsewhere is done in the turn
 * in which it came.
 */
export class CommandPipeline {
  private readonly interceptors: readonly CompletionInterceptor[];

  /** Undefined when the handler's enhancers need more than is done here: then Nest's own binding must run it. */
  static of(handler: CommandHandler, enhancers: HandlerEnhancers): CommandPipeline | undefined {
    // What is thrown goes to the dispatcher, which answers with this filter.
    if (!enhancers.filters.every((filter) => filter instanceof ErrorFilter)) return undefined;
    return enhancers.interceptors.every(isCompletionInterceptor) ? new CommandPipeline(handler, enhancers) : undefined;
  }

  private constructor(
    private readonly handler: CommandHandler,
    private readonly enhancers: HandlerEnhancers,
  ) {
    // The innermost hears of it first.
    this.interceptors = enhancers.interceptors.filter(isCompletionInterceptor).reverse();
  }

  /** What the handler returns, or a promise of it. Throws, or rejects, with what any part of the pipeline throws. */
  run(socket: unknown, payload: unknown, caller: Caller): unknown {
    return this.guard(new CommandContext(this.handler, socket, payload, caller), 0);
  }

  private guard(context: CommandContext, from: number): unknown {
    const { guards } = this.enhancers;
    for (let i = from; i < guards.length; i += 1) {
      const answer = guards[i]?.canActivate(context);
      if (typeof answer === 'object') {
        return settled(answer).then((allowed) => {
          admit(allowed);
          // Answered meanwhile, because it took too long: nobody counts on its taking effect.
          return context.caller.pending ? this.guard(context, i + 1) : undefined;
        });
      }
      admit(answer);
    }
    return this.handle(context);
  }

  private handle(context: CommandContext): unknown {
    const { params } = this.enhancers;
    const args = new Array<unknown>(params.length);
    let waiting = false;
    for (const { index, valueIn, pipes, metadata } of params) {
      let value = valueIn(context);
      for (const pipe of pipes) {
        value = isPromise(value)
          ? value.then((before) => pipe.transform(before, metadata) as unknown)
          : pipe.transform(value, metadata);
      }
      if (isPromise(value)) waiting = true;
      args[index] = value;
    }
    return waiting ? Promise.all(args).then((values) => this.call(context, values)) : this.call(context, args);
  }

  private call(context: CommandContext, args: unknown[]): unknown {
    // Nothing but the caller is kept while the handler waits: it may be one of thousands that do.
    context.caller.completesWith(this.interceptors);
    const result = this.handler.method.apply(this.enhancers.instance, args);
    return isObservable(result) ? settled(result) : result;
  }
}

function admit(allowed: unknown): void {
  if (!allowed) throw new WsException(FORBIDDEN_MESSAGE);
}

/** Nest takes promises and observables alike. */
function settled(answer: object): Promise<unknown> {
  return isObservable(answer) ? lastValueFrom(answer, { defaultValue: undefined }) : Promise.resolve(answer);
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
