import type { CatalogueEntry } from '../errors/catalogue.js';

/** The JSON Schema of draft 7, as far as the description of the protocol makes use of it. */
export interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

export interface Reference {
  readonly $ref: string;
}

/** A command, the answer to one, or an event. */
export interface Message {
  /** The name on the wire. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly payload: Schema;
  readonly examples?: readonly { readonly payload: unknown }[];
}

/** A namespace of Socket.IO. */
export interface Channel {
  readonly address: string;
  readonly title: string;
  readonly description: string;
  readonly servers: readonly Reference[];
  readonly messages: Readonly<Record<string, Message>>;
}

/** `receive`: a command that the server answers. `send`: an event that it emits. */
export interface Operation {
  readonly action: 'receive' | 'send';
  readonly channel: Reference;
  readonly title: string;
  readonly summary: string;
  readonly messages: readonly Reference[];
  readonly reply?: { readonly channel: Reference; readonly messages: readonly Reference[] };
  /** Who may send the command, in words. */
  readonly 'x-access'?: string;
  /** The canonical name of the command that this is another name of. */
  readonly 'x-alias-of'?: string;
  /** The codes that the command may be answered with. */
  readonly 'x-errors'?: readonly string[];
}

/** How a client says who it is. */
export interface TokenScheme {
  readonly type: 'http';
  readonly scheme: 'bearer';
  readonly bearerFormat: string;
  readonly description: string;
  /** The codes with which a connection may be refused. */
  readonly 'x-errors': readonly string[];
}

/** The description of the protocol, AsyncAPI 3, as the server is seen: it receives commands and sends events. */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly license: { readonly name: string };
  };
  readonly defaultContentType: string;
  readonly servers: Readonly<Record<string, object>>;
  readonly channels: Readonly<Record<string, Channel>>;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: { readonly token: TokenScheme };
  };
  /** The catalogue of errors by code. */
  readonly 'x-errors': Readonly<Record<string, CatalogueEntry>>;
}
