import ts from 'typescript';

import type { Schema } from '../../../src/docs/asyncapi-document.js';
import { docOf } from './source.js';

/** What a tag of a doc comment adds to the schema of a plain type. */
const TAGS: Readonly<Record<string, (text: string) => Schema>> = {
  type: (type) => ({ type }),
  format: (format) => ({ format }),
  pattern: (pattern) => ({ pattern }),
  minimum: (text) => ({ minimum: Number(text) }),
  maximum: (text) => ({ maximum: Number(text) }),
};

/** A property of an interface, or an event. */
export interface Member {
  readonly name: string;
  readonly optional: boolean;
  readonly schema: Schema;
  readonly description: string | undefined;
}

/**
 * Makes schemas of the types of the protocol. Interfaces and unions that have a name become schemas of that name; a named
 * string or number becomes what its tags say, in place. A type that it does not know stops it: nothing is left out silently.
 */
export class TypeSchemas {
  /** The named schemas so far. */
  readonly named = new Map<string, Schema>();

  constructor(private readonly checker: ts.TypeChecker) {}

  /** The schema of a type as it is written. */
  ofNode(node: ts.TypeNode): Schema {
    if (ts.isParenthesizedTypeNode(node)) return this.ofNode(node.type);
    if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword) return this.ofNode(node.type);
    if (ts.isArrayTypeNode(node)) return { type: 'array', items: this.ofNode(node.elementType) };
    if (ts.isUnionTypeNode(node)) return this.ofUnion(node.types);
    if (ts.isLiteralTypeNode(node)) return literal(node);
    if (ts.isTypeLiteralNode(node)) return this.ofMembers(this.checker.getTypeFromTypeNode(node));
    if (ts.isTypeReferenceNode(node)) return this.ofReference(node);
    switch (node.kind) {
      case ts.SyntaxKind.StringKeyword:
        return { type: 'string' };
      case ts.SyntaxKind.NumberKeyword:
        return { type: 'number' };
      case ts.SyntaxKind.BooleanKeyword:
        return { type: 'boolean' };
      case ts.SyntaxKind.ObjectKeyword:
        return { type: 'object', additionalProperties: true };
      case ts.SyntaxKind.UnknownKeyword:
        return {};
      case ts.SyntaxKind.VoidKeyword:
        return { type: 'object', additionalProperties: false };
      default:
        return { enum: this.literalsOf(node) };
    }
  }

  /** The members of an interface, each with its schema and its own words. */
  members(type: ts.Type): Member[] {
    return this.checker.getPropertiesOfType(type).map((property) => {
      const declaration = property.valueDeclaration;
      if (declaration === undefined || !ts.isPropertySignature(declaration) || declaration.type === undefined) {
        throw new Error(`${property.name} is not a plain property`);
      }
      return {
        name: property.name,
        optional: declaration.questionToken !== undefined,
        schema: this.ofNode(declaration.type),
        description: docOf(property, this.checker),
      };
    });
  }

  private ofMembers(type: ts.Type): Schema {
    const members = this.members(type);
    return {
      type: 'object',
      ...requiredOf(members),
      properties: Object.fromEntries(
        members.map(({ name, schema, description }) => [name, described(schema, description)]),
      ),
    };
  }

  private ofUnion(types: readonly ts.TypeNode[]): Schema {
    const schemas = types
      .filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword)
      .map((type) => this.ofNode(type));
    if (schemas.every((schema) => 'const' in schema)) return { enum: schemas.map((schema) => schema.const) };
    const [first = {}, second] = schemas;
    if (second === undefined) return first;
    // A plain type or nothing, in the shortest way.
    if (schemas.length === 2 && second.type === 'null' && typeof first.type === 'string') {
      return { ...first, type: [first.type, 'null'] };
    }
    return { anyOf: schemas };
  }

  private ofReference(node: ts.TypeReferenceNode): Schema {
    const [first, second] = node.typeArguments ?? [];
    switch (node.typeName.getText()) {
      case 'Readonly':
      case 'Promise':
        return this.ofNode(required(first));
      case 'Partial': {
        const { required: _required, ...schema } = this.ofNode(required(first));
        return schema;
      }
      case 'Record':
        return this.ofRecord(required(first), required(second));
      default:
        return this.ofName(node);
    }
  }

  private ofRecord(keys: ts.TypeNode, values: ts.TypeNode): Schema {
    const value = this.ofNode(values);
    if (keys.kind === ts.SyntaxKind.StringKeyword) {
      return { type: 'object', additionalProperties: Object.keys(value).length === 0 ? true : value };
    }
    const names = this.literalsOf(keys);
    return {
      type: 'object',
      required: names,
      properties: Object.fromEntries(names.map((name) => [name, value])),
    };
  }

  private ofName(node: ts.TypeReferenceNode): Schema {
    const found = this.checker.getSymbolAtLocation(node.typeName);
    if (found === undefined) throw new Error(`${node.getText()} is not declared`);
    const symbol = found.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(found) : found;
    const [declaration] = symbol.declarations ?? [];
    if (declaration !== undefined && ts.isTypeAliasDeclaration(declaration)) {
      if (isPlain(declaration.type)) return { ...this.ofNode(declaration.type), ...tagsOf(symbol) };
      return this.reference(symbol, () => this.ofNode(declaration.type));
    }
    if (declaration === undefined || !ts.isInterfaceDeclaration(declaration)) {
      throw new Error(`${node.getText()} is neither an interface nor an alias`);
    }
    return this.reference(symbol, () => this.ofMembers(this.checker.getDeclaredTypeOfSymbol(symbol)));
  }

  private reference(symbol: ts.Symbol, make: () => Schema): Schema {
    if (!this.named.has(symbol.name)) {
      this.named.set(symbol.name, {});
      this.named.set(symbol.name, described(make(), docOf(symbol, this.checker)));
    }
    return { $ref: `#/components/schemas/${symbol.name}` };
  }

  /** The strings that a type consists of, such as those of `keyof` or of a list of constants. */
  private literalsOf(node: ts.TypeNode): string[] {
    const type = this.checker.getTypeFromTypeNode(node);
    const members = type.isUnion() ? type.types : [type];
    return members.map((member) => {
      if (!member.isStringLiteral()) throw new Error(`${node.getText()} has no schema`);
      return member.value;
    });
  }
}

/** The schema with words of its own. A reference has none, so it is wrapped. */
export function described(schema: Schema, description: string | undefined): Schema {
  if (description === undefined) return schema;
  return schema.$ref === undefined ? { description, ...schema } : { description, allOf: [schema] };
}

/** The names that must be there, if any must. */
export function requiredOf(properties: readonly { readonly name: string; readonly optional: boolean }[]): Schema {
  const required = properties.filter(({ optional }) => !optional).map(({ name }) => name);
  return required.length === 0 ? {} : { required };
}

function literal({ literal: value }: ts.LiteralTypeNode): Schema {
  if (ts.isStringLiteral(value)) return { const: value.text };
  if (ts.isNumericLiteral(value)) return { const: Number(value.text) };
  switch (value.kind) {
    case ts.SyntaxKind.NullKeyword:
      return { type: 'null' };
    case ts.SyntaxKind.TrueKeyword:
      return { const: true };
    case ts.SyntaxKind.FalseKeyword:
      return { const: false };
    default:
      throw new Error(`${value.getText()} has no schema`);
  }
}

function isPlain({ kind }: ts.TypeNode): boolean {
  return kind === ts.SyntaxKind.StringKeyword || kind === ts.SyntaxKind.NumberKeyword;
}

function tagsOf(symbol: ts.Symbol): Schema {
  const schemas = symbol.getJsDocTags().map(({ name, text }) => {
    const make = TAGS[name];
    if (make === undefined) throw new Error(`@${name} of ${symbol.name} has no meaning in a schema`);
    return make(ts.displayPartsToString(text).trim());
  });
  return Object.assign({}, ...schemas) as Schema;
}

function required(node: ts.TypeNode | undefined): ts.TypeNode {
  if (node === undefined) throw new Error('a type argument is missing');
  return node;
}
