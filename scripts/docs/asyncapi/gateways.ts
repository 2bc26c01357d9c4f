import { GATEWAY_OPTIONS } from '@nestjs/websockets/constants.js';
import type { Type } from '@nestjs/common';
import ts from 'typescript';

import { AdminGateway } from '../../../src/admin/admin.gateway.js';
import { ChatGateway } from '../../../src/chat/chat.gateway.js';
import { GeneralGateway } from '../../../src/general/general.gateway.js';
import { NotificationsGateway } from '../../../src/notifications/notifications.gateway.js';
import { ProjectsGateway } from '../../../src/projects/projects.gateway.js';
import { commandDefinition, type CommandDefinition } from '../../../src/realtime/commands/command.decorator.js';
import { docOf, symbolOf, type Source } from './source.js';

/** One command of a gateway: what it is for, and what goes in and out. */
export interface DescribedCommand {
  readonly definition: CommandDefinition;
  readonly summary: string;
  readonly payload: Type<object>;
  /** The type that the handler returns, as it is written. */
  readonly result: ts.TypeNode;
}

/** The gateway of a namespace, with all its commands and events. */
export interface DescribedGateway {
  /** Such as `chat`. */
  readonly name: string;
  readonly namespace: string;
  readonly description: string;
  readonly commands: readonly DescribedCommand[];
  /** The interface whose members are the events. */
  readonly events: ts.InterfaceDeclaration;
}

const GATEWAYS: readonly (readonly [gateway: Type<object>, events: string])[] = [
  [GeneralGateway, 'GeneralEvents'],
  [ChatGateway, 'ChatEvents'],
  [ProjectsGateway, 'ProjectEvents'],
  [NotificationsGateway, 'NotificationEvents'],
  [AdminGateway, 'AdminEvents'],
];

/** Every gateway, as its decorators and its methods describe it. */
export function describeGateways(source: Source): DescribedGateway[] {
  return GATEWAYS.map(([type, eventsName]) => {
    const declaration = existing(source.classes.get(type.name), type.name);
    const options = Reflect.getMetadata(GATEWAY_OPTIONS, type) as { readonly namespace: string };
    return {
      name: type.name.replace(/Gateway$/, '').toLowerCase(),
      namespace: options.namespace,
      description: existing(docOf(symbolOf(declaration, source.checker), source.checker), `the words of ${type.name}`),
      commands: declaration.members.flatMap((member) => describeCommand(type, member, source)),
      events: existing(source.interfaces.get(eventsName), eventsName),
    };
  });
}

function describeCommand(gateway: Type<object>, member: ts.ClassElement, { checker }: Source): DescribedCommand[] {
  const event = commandNameOf(member);
  if (event === undefined || !ts.isMethodDeclaration(member)) return [];
  const method = member.name.getText();
  const parameters = Reflect.getMetadata('design:paramtypes', gateway.prototype as object, method) as Type<object>[];
  return [
    {
      definition: existing(commandDefinition(event), event),
      summary: existing(docOf(symbolOf(member, checker), checker), `the words of ${event}`),
      payload: existing(parameters[0], `the payload of ${event}`),
      result: existing(member.type, `the result of ${event}`),
    },
  ];
}

/** The first argument of `@Command(…)`. */
function commandNameOf(member: ts.ClassElement): string | undefined {
  if (!ts.canHaveDecorators(member)) return undefined;
  for (const { expression } of ts.getDecorators(member) ?? []) {
    if (!ts.isCallExpression(expression) || expression.expression.getText() !== 'Command') continue;
    const [name] = expression.arguments;
    if (name !== undefined && ts.isStringLiteral(name)) return name.text;
  }
  return undefined;
}

function existing<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is missing`);
  return value;
}
