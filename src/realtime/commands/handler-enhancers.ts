import type { CanActivate, ExceptionFilter, NestInterceptor, PipeTransform, Type } from '@nestjs/common';
import {
  CUSTOM_ROUTE_ARGS_METADATA,
  EXCEPTION_FILTERS_METADATA,
  GUARDS_METADATA,
  INTERCEPTORS_METADATA,
  PARAMTYPES_METADATA,
  PIPES_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/internal';
import { APP_GUARD, APP_INTERCEPTOR, APP_PIPE, type ModulesContainer } from '@nestjs/core';
import { WsParamtype } from '@nestjs/websockets/enums/ws-paramtype.enum.js';

import type { CommandContext, CommandHandler } from './command-context.js';

/**
 * The one place that reads what Nest has gathered from the decorators of a gateway. Nest keeps it to itself, so a test
 * runs the same handlers through Nest's own binding and compares.
 */

/** A parameter of a handler, and what is put in its place. */
export interface HandlerParam {
  readonly index: number;
  readonly valueIn: (context: CommandContext) => unknown;
  readonly pipes: readonly PipeTransform[];
  readonly metadata: {
    readonly type: 'body' | 'custom';
    readonly metatype: Type | undefined;
    readonly data: undefined;
  };
}

/** Everything that decorators put around a handler, the class's before the method's. */
export interface HandlerEnhancers {
  /** The gateway itself. */
  readonly instance: object;
  readonly guards: readonly CanActivate[];
  readonly interceptors: readonly NestInterceptor[];
  readonly filters: readonly ExceptionFilter[];
  readonly params: readonly HandlerParam[];
}

type NestModule = ModulesContainer extends ReadonlyMap<string, infer T> ? T : never;

interface ParamMetadata {
  readonly index: number;
  readonly data?: unknown;
  readonly schema?: unknown;
  readonly pipes?: readonly (PipeTransform | Type<PipeTransform>)[];
  readonly factory?: (data: unknown, context: CommandContext) => unknown;
}

const GLOBAL: readonly string[] = [APP_GUARD, APP_INTERCEPTOR, APP_PIPE];

/**
 * The enhancers of a handler, with the instances that its gateway's module has; undefined when there is something that
 * only Nest itself can do: enhancers of the whole application, of a request, or parameters of another kind.
 */
export function enhancersOf(modules: ModulesContainer, handler: CommandHandler): HandlerEnhancers | undefined {
  const all = [...modules.values()];
  const module = all.find(({ providers }) => providers.has(handler.gateway));
  const gateway = module?.providers.get(handler.gateway);
  if (module === undefined || gateway?.isDependencyTreeStatic() !== true) return undefined;
  if (all.some(({ providers }) => [...providers.keys()].some(isGlobal))) return undefined;
  const guards = enhancers<CanActivate>(module, handler, GUARDS_METADATA);
  const interceptors = enhancers<NestInterceptor>(module, handler, INTERCEPTORS_METADATA);
  const filters = enhancers<ExceptionFilter>(module, handler, EXCEPTION_FILTERS_METADATA);
  const pipes = enhancers<PipeTransform>(module, handler, PIPES_METADATA);
  if (guards === undefined || interceptors === undefined || filters === undefined || pipes === undefined) {
    return undefined;
  }
  const params = paramsOf(handler, pipes);
  return params && { instance: gateway.instance as object, guards, interceptors, filters, params };
}

/** Nest adds a number of its own to the token. */
function isGlobal(token: unknown): boolean {
  return typeof token === 'string' && GLOBAL.some((name) => token.startsWith(name));
}

function enhancers<T extends object>(module: NestModule, handler: CommandHandler, key: string): T[] | undefined {
  const found: T[] = [];
  for (const target of [handler.gateway, handler.method]) {
    for (const given of (Reflect.getMetadata(key, target) ?? []) as readonly (T | Type<T>)[]) {
      const instance = typeof given === 'function' ? instanceOf(module, given) : given;
      if (instance === undefined) return undefined;
      found.push(instance);
    }
  }
  return found;
}

/** Nest makes one for each module that uses it, unless it differs from request to request. */
function instanceOf<T extends object>(module: NestModule, type: Type<T>): T | undefined {
  const wrapper = module.injectables.get(type);
  return wrapper?.isDependencyTreeStatic() === true ? (wrapper.instance as T) : undefined;
}

function paramsOf(handler: CommandHandler, pipes: readonly PipeTransform[]): HandlerParam[] | undefined {
  const { gateway, method } = handler;
  const metadata: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, gateway, method.name);
  // A handler without decorated parameters gets all that Nest has.
  if (metadata === undefined) return undefined;
  const types = (Reflect.getMetadata(PARAMTYPES_METADATA, gateway.prototype as object, method.name) ?? []) as Type[];
  const params: HandlerParam[] = [];
  for (const [key, { index, data, schema, pipes: own = [], factory }] of Object.entries(
    metadata as Readonly<Record<string, ParamMetadata>>,
  )) {
    if (data !== undefined || schema !== undefined || own.length > 0) return undefined;
    const custom = key.includes(CUSTOM_ROUTE_ARGS_METADATA);
    if (custom ? factory === undefined : !key.startsWith(`${WsParamtype.PAYLOAD}:`)) return undefined;
    params.push({
      index,
      valueIn: factory === undefined ? ({ payload }) => payload : (context) => factory(undefined, context),
      pipes,
      metadata: { type: custom ? 'custom' : 'body', metatype: types[index], data: undefined },
    });
  }
  return params;
}
