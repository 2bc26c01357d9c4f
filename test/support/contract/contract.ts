import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { load } from 'js-yaml';

import type { AsyncApiDocument, Schema } from '../../../src/docs/asyncapi-document.js';
import { closed } from './closed.js';

const FILE = join(import.meta.dirname, '../../../docs/asyncapi.yaml');

/** What an event that is no command may be answered with. */
const UNKNOWN_EVENT = [
  'UNKNOWN_EVENT',
  'RATE_LIMITED',
  'PAYLOAD_TOO_LARGE',
  'SHUTTING_DOWN',
  'TIMEOUT',
  'SOCKET_ERROR',
];

/** Something that goes over the wire: a command, the answer to one, or an event. */
export type Part = 'command' | 'ack' | 'event';

interface Named {
  readonly event: string;
  readonly data: unknown;
}

/** docs/asyncapi.yaml as a judge of traffic. Each method returns what is wrong, or undefined. */
export class Contract {
  private readonly document = load(readFileSync(FILE, 'utf8')) as AsyncApiDocument;
  private readonly ajv = new Ajv({ strict: true, strictTypes: false, allowUnionTypes: true, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor() {
    const schemas = Object.entries(this.document.components.schemas).map(([name, schema]) => [name, closed(schema)]);
    addFormats.default(this.ajv);
    this.ajv.addVocabulary(['components']);
    this.ajv.addSchema({ $id: 'contract', components: { schemas: Object.fromEntries(schemas) as object } });
  }

  /** Everything that is documented, as `<namespace> <name>`. */
  documented(part: Part): string[] {
    return Object.values(this.document.channels).flatMap(({ address, messages }) =>
      Object.keys(messages)
        .filter((key) => key.endsWith(`.${part}`))
        .map((key) => `${address} ${key.slice(0, -part.length - 1)}`),
    );
  }

  /** An event that the server has sent. */
  event(namespace: string, name: string, payload: unknown): string | undefined {
    const fault = this.judge(namespace, name, 'event', payload);
    if (fault !== undefined || name !== 'batch') return fault;
    return this.eachEvent(namespace, payload);
  }

  /** The answer to a command. What it accepts, its schema must accept too. */
  answer(namespace: string, name: string, sent: unknown, reply: unknown): string | undefined {
    if (this.schemaOf(namespace, name, 'ack') === undefined) return this.unknownEvent(name, reply);
    const fault = this.judge(namespace, name, 'ack', reply);
    if (fault !== undefined || !hasData(reply)) return fault;
    const payload: unknown = sent === undefined ? {} : JSON.parse(JSON.stringify(sent ?? {}));
    return this.judge(namespace, name, 'command', payload) ?? this.recovered(namespace, reply.data);
  }

  /** The `data` of a `connect_error`. */
  refusal(data: unknown): string | undefined {
    const code = { enum: this.document.components.securitySchemes.token['x-errors'] };
    const schema = { allOf: [{ $ref: '#/components/schemas/ErrorBody' }, { properties: { code } }] };
    return this.fits(this.validator('refusal', schema), 'a refusal', data);
  }

  private unknownEvent(name: string, reply: unknown): string | undefined {
    const code = { enum: UNKNOWN_EVENT };
    const error = { allOf: [{ $ref: '#/components/schemas/ErrorBody' }, { properties: { code } }] };
    const schema: Schema = { type: 'object', required: ['error'], properties: { error }, additionalProperties: false };
    return this.fits(this.validator('unknown', schema), `the answer to ${name}, which is no command`, reply);
  }

  private recovered(namespace: string, data: unknown): string | undefined {
    const { events } = data as { readonly events?: unknown };
    // The history of a project has the same form.
    return this.eachEvent(namespace, events ?? []);
  }

  private eachEvent(namespace: string, events: unknown): string | undefined {
    for (const { event, data } of events as readonly Named[]) {
      const fault = this.event(namespace, event, data);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  private judge(namespace: string, name: string, part: Part, value: unknown): string | undefined {
    const schema = this.schemaOf(namespace, name, part);
    if (schema === undefined) return `${namespace} sends ${name}, which is not documented: ${brief(value)}`;
    return this.fits(this.validator(`${namespace} ${name}.${part}`, schema), `${part} ${name} of ${namespace}`, value);
  }

  private schemaOf(namespace: string, name: string, part: Part): Schema | undefined {
    const channel = Object.values(this.document.channels).find(({ address }) => address === namespace);
    return channel?.messages[`${name}.${part}`]?.payload;
  }

  private validator(key: string, schema: Schema): ValidateFunction {
    const known = this.validators.get(key);
    if (known !== undefined) return known;
    const text = JSON.stringify(closed(schema)).replaceAll('"#/components', '"contract#/components');
    const made = this.ajv.compile(JSON.parse(text) as Schema);
    this.validators.set(key, made);
    return made;
  }

  private fits(validate: ValidateFunction, what: string, value: unknown): string | undefined {
    if (validate(value)) return undefined;
    return `${what} does not match its schema: ${this.ajv.errorsText(validate.errors)} in ${brief(value)}`;
  }
}

function hasData(reply: unknown): reply is { readonly data: unknown } {
  return typeof reply === 'object' && reply !== null && 'data' in reply;
}

function brief(value: unknown): string {
  return (value === undefined ? 'nothing' : JSON.stringify(value)).slice(0, 500);
}
