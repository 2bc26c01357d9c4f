import { Injectable, type WsMessageHandler } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

import { commandDefinition, type CommandDefinition } from './command.decorator.js';
import { CommandPipeline } from './command-pipeline.js';
import { enhancersOf } from './handler-enhancers.js';

/** One command of a gateway. */
export interface Route {
  readonly definition: CommandDefinition;
  /** Undefined when only Nest's own binding can run it. */
  readonly pipeline: CommandPipeline | undefined;
}

/** A gateway's commands by each of their names. */
export type Routes = ReadonlyMap<string, Route>;

/** The commands of each gateway, found once. */
@Injectable()
export class CommandRoutes {
  private readonly byNamespace = new Map<string, Routes>();

  constructor(private readonly modules: ModulesContainer) {}

  /** The commands of a namespace, whose gateway has these handlers. */
  of(namespace: string, handlers: readonly WsMessageHandler[]): Routes {
    let routes = this.byNamespace.get(namespace);
    if (routes === undefined) {
      routes = this.find(handlers);
      this.byNamespace.set(namespace, routes);
    }
    return routes;
  }

  private find(handlers: readonly WsMessageHandler[]): Routes {
    const routes = new Map<string, Route>();
    for (const { message } of handlers) {
      const definition = commandDefinition(message);
      if (definition === undefined) throw new Error(`${message} is subscribed to without @Command`);
      const handler = definition.handler();
      const enhancers = enhancersOf(this.modules, handler);
      const route: Route = { definition, pipeline: enhancers && CommandPipeline.of(handler, enhancers) };
      routes.set(definition.event, route);
      if (definition.alias !== undefined) routes.set(definition.alias, route);
    }
    return routes;
  }
}
