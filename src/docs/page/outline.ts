import type { AsyncApiDocument, Message, Operation } from '../asyncapi-document.js';

/** A command as the page shows it: once, with all its names. */
export interface ShownCommand {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly { readonly id: string; readonly name: string }[];
  readonly operation: Operation;
  readonly command: Message;
  readonly answer: Message;
}

export interface ShownEvent {
  readonly id: string;
  readonly name: string;
  readonly event: Message;
}

export interface ShownChannel {
  readonly id: string;
  readonly address: string;
  readonly description: string;
  readonly commands: readonly ShownCommand[];
  readonly events: readonly ShownEvent[];
}

/** The description in the order in which the page shows it. */
export interface Outline {
  readonly channels: readonly ShownChannel[];
  /** Events that every namespace has. */
  readonly everywhere: readonly ShownEvent[];
  /** Codes that every command may be answered with. */
  readonly commonErrors: readonly string[];
}

/** Gathers the operations of a description by namespace, and what all of them share. */
export function outlineOf(document: AsyncApiDocument): Outline {
  const operations = Object.entries(document.operations);
  const names = Object.keys(document.channels);
  const eventsOf = (channel: string): ShownEvent[] =>
    operations
      .filter(([id, { action }]) => action === 'send' && id.startsWith(`${channel}.`))
      .map(([id, { title }]) => ({ id, name: title, event: messageOf(document, channel, `${title}.event`) }));
  const [first = '', ...others] = names;
  const everywhere = eventsOf(first).filter(({ name }) =>
    others.every((channel) => eventsOf(channel).some((event) => event.name === name)),
  );
  const channels = Object.entries(document.channels).map(([id, { address, description }]) => ({
    id,
    address,
    description,
    commands: commandsOf(document, id),
    events: eventsOf(id).filter(({ name }) => everywhere.every((event) => event.name !== name)),
  }));
  const errors = operations.flatMap(([, operation]) =>
    operation['x-errors'] === undefined ? [] : [operation['x-errors']],
  );
  const commonErrors = (errors[0] ?? []).filter((code) => errors.every((codes) => codes.includes(code)));
  return { channels, everywhere, commonErrors };
}

function commandsOf(document: AsyncApiDocument, channel: string): ShownCommand[] {
  const all = Object.entries(document.operations).filter(
    ([id, { action }]) => action === 'receive' && id.startsWith(`${channel}.`),
  );
  return all
    .filter(([, operation]) => operation['x-alias-of'] === undefined)
    .map(([id, operation]) => ({
      id,
      name: operation.title,
      aliases: all
        .filter(([, other]) => other['x-alias-of'] === operation.title)
        .map(([aliasId, { title }]) => ({ id: aliasId, name: title })),
      operation,
      command: messageOf(document, channel, `${operation.title}.command`),
      answer: messageOf(document, channel, `${operation.title}.ack`),
    }));
}

function messageOf(document: AsyncApiDocument, channel: string, key: string): Message {
  const message = document.channels[channel]?.messages[key];
  if (message === undefined) throw new Error(`the description has no message ${key} in ${channel}`);
  return message;
}
