import { dump } from 'js-yaml';

import type {
  AsyncApiDocument,
  Channel,
  Message,
  Operation,
  Reference,
  Schema,
} from '../../../src/docs/asyncapi-document.js';
import { ERROR_CATALOGUE } from '../../../src/errors/catalogue.js';
import type { Access } from '../../../src/realtime/commands/access.js';
import { errorsOf } from '../../../src/realtime/commands/command-errors.js';
import { DtoSchemas } from './dto-schemas.js';
import { exampleOf } from './examples.js';
import { DESCRIPTION, SERVER, TOKEN } from './words.js';
import { describeGateways, type DescribedCommand, type DescribedGateway } from './gateways.js';
import { readSource, type Source } from './source.js';
import { TypeSchemas } from './type-schemas.js';

/** The description of the protocol, made of the code below `root`, which is the folder `src`. */
export function describeProtocol(root: string): AsyncApiDocument {
  return new Description(readSource(root)).document();
}

/** The description as the file `docs/asyncapi.yaml` holds it. */
export function protocolYaml(document: AsyncApiDocument): string {
  return `# Written by npm run docs: from the gateways, their DTOs, the protocol types and the errors.\n${dump(
    document,
    {
      noRefs: true,
      lineWidth: 120,
    },
  )}`;
}

class Description {
  private readonly channels: Record<string, Channel> = {};
  private readonly operations: Record<string, Operation> = {};
  private readonly answers = new Map<string, Schema>();
  private readonly types: TypeSchemas;
  private readonly payloads: DtoSchemas;

  constructor(private readonly source: Source) {
    this.types = new TypeSchemas(source.checker);
    this.payloads = new DtoSchemas(source);
  }

  document(): AsyncApiDocument {
    for (const gateway of describeGateways(this.source)) this.addChannel(gateway);
    return {
      asyncapi: '3.0.0',
      info: {
        title: 'Depth Realtime: commands and events',
        version: '1.0.0',
        description: DESCRIPTION,
        license: { name: 'MIT' },
      },
      defaultContentType: 'application/json',
      servers: { node: SERVER },
      channels: this.channels,
      operations: this.operations,
      components: { schemas: this.schemas(), securitySchemes: { token: TOKEN } },
      'x-errors': ERROR_CATALOGUE,
    };
  }

  private schemas(): Record<string, Schema> {
    const all = [...this.payloads.named, ...this.types.named, ...this.answers];
    const names = all.map(([name]) => name);
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    if (twice.length > 0) throw new Error(`two schemas have one name: ${twice.join(', ')}`);
    return Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  private addChannel(gateway: DescribedGateway): void {
    const messages: Record<string, Message> = {};
    const { name, namespace, description } = gateway;
    const servers = [{ $ref: '#/servers/node' }];
    this.channels[name] = { address: namespace, title: namespace, description, servers, messages };
    for (const command of gateway.commands) this.addCommand(name, messages, command);
    this.addEvents(gateway, messages);
  }

  private addCommand(channel: string, messages: Record<string, Message>, command: DescribedCommand): void {
    const { definition, summary } = command;
    const payload = this.payloads.ofPayload(command.payload);
    const errors = errorsOf(definition);
    const answer = this.answer(definition.event, this.types.ofNode(command.result), errors);
    const example = exampleOf(payload, this.payloads.named);
    for (const name of [definition.event, definition.alias]) {
      if (name === undefined) continue;
      messages[`${name}.command`] = { name, title: name, summary, payload, examples: [{ payload: example }] };
      messages[`${name}.ack`] = {
        name,
        title: `answer to ${name}`,
        summary: 'Either `data` or `error`.',
        payload: answer,
      };
      this.operations[`${channel}.${name}.command`] = {
        action: 'receive',
        channel: { $ref: `#/channels/${channel}` },
        title: name,
        summary,
        messages: [messageRef(channel, `${name}.command`)],
        reply: { channel: { $ref: `#/channels/${channel}` }, messages: [messageRef(channel, `${name}.ack`)] },
        'x-access': accessInWords(definition.access),
        ...(name === definition.event ? {} : { 'x-alias-of': definition.event }),
        'x-errors': errors,
      };
    }
  }

  private answer(event: string, data: Schema, errors: readonly string[]): Reference {
    const name = `${event.replaceAll(/(?:^|:)(\w)/g, (_, letter: string) => letter.toUpperCase())}Answer`;
    this.answers.set(name, answerSchema(data, errors));
    return { $ref: `#/components/schemas/${name}` };
  }

  private addEvents({ name: channel, events }: DescribedGateway, messages: Record<string, Message>): void {
    const type = this.source.checker.getTypeAtLocation(events);
    for (const { name, schema, description } of this.types.members(type)) {
      if (description === undefined) throw new Error(`the event ${name} has no words`);
      messages[`${name}.event`] = { name, title: name, summary: description, payload: schema };
      this.operations[`${channel}.${name}.event`] = {
        action: 'send',
        channel: { $ref: `#/channels/${channel}` },
        title: name,
        summary: description,
        messages: [messageRef(channel, `${name}.event`)],
      };
    }
  }
}

function messageRef(channel: string, message: string): Reference {
  return { $ref: `#/channels/${channel}/messages/${message}` };
}

/** Exactly one of the two, and of the errors only those that the command may be answered with. */
function answerSchema(data: Schema, errors: readonly string[]): Schema {
  const failure: Schema = {
    allOf: [{ $ref: '#/components/schemas/ErrorBody' }, { properties: { code: { enum: errors } } }],
  };
  return {
    oneOf: [
      { title: 'success', type: 'object', additionalProperties: false, required: ['data'], properties: { data } },
      {
        title: 'failure',
        type: 'object',
        additionalProperties: false,
        required: ['error'],
        properties: { error: failure },
      },
    ],
  };
}

function accessInWords(access: Access): string {
  switch (access.kind) {
    case 'authenticated':
      return 'Every user.';
    case 'role':
      return `Users with the role \`${access.role}\`.`;
    case 'member':
      return access.room === 'inbox' ? "The inbox's own user, or an administrator." : `Members of the ${access.room}.`;
    case 'joined':
      return `Sockets that have joined the ${access.room}.`;
  }
}
