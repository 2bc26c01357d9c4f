import type { Type } from '@nestjs/common';
import { SubscribeMessage } from '@nestjs/websockets';

import type { ErrorCode } from '../../errors/catalogue.js';
import type { Access } from './access.js';
import type { CommandHandler } from './command-context.js';

/** What is known of a command before it runs. */
export interface CommandDefinition {
  /** The canonical name. */
  readonly event: string;
  /** A second name under which the same command is known. */
  readonly alias: string | undefined;
  readonly access: Access;
  /** Commands of one socket with the same lane run in the order sent; by default the room that `access` names. */
  readonly lane: string | undefined;
  /** What its handler may refuse with, beyond what follows from its access and what every command may answer. */
  readonly errors: readonly ErrorCode[];
  /** The method as it is once all its decorators have been applied. */
  readonly handler: () => CommandHandler;
}

export interface CommandOptions {
  readonly access: Access;
  readonly alias?: string;
  readonly lane?: string;
  readonly errors?: readonly ErrorCode[];
}

const definitions = new Map<string, CommandDefinition>();

/**
 * Makes a gateway method the handler of a command. The method's DTO is validated, its access checked, and whatever it
 * returns becomes the ack's `data`; what it throws becomes the `error`.
 *
 * @example
 * ```ts
 * @Command('chat:read', { alias: 'message:read', access: joined('conversation', 'conversationId') })
 * read(@Payload() dto: ReadMessageDto, @Sender() caller: Caller) {
 *   return this.chat.read(caller, dto);
 * }
 * ```
 */
export function Command(event: string, options: CommandOptions): MethodDecorator {
  return (target, name, descriptor) => {
    const gateway = target.constructor as Type<object>;
    definitions.set(event, {
      event,
      alias: options.alias,
      access: options.access,
      lane: options.lane,
      errors: options.errors ?? [],
      handler: () => ({ gateway, method: Reflect.get(target, name) as CommandHandler['method'], pattern: event }),
    });
    SubscribeMessage(event)(target, name, descriptor);
  };
}

/** The definition of a command by its canonical name. */
export function commandDefinition(event: string): CommandDefinition | undefined {
  return definitions.get(event);
}

/** Every name under which a command is known. */
export function commandNames(): string[] {
  return [...definitions.values()].flatMap(({ event, alias }) => (alias === undefined ? [event] : [event, alias]));
}
