import type { Type } from '@nestjs/common';
import ts from 'typescript';

import type { Schema } from '../../../src/docs/asyncapi-document.js';
import {
  describedProperties,
  type DescribedProperty,
  type NamedRule,
} from '../../../src/realtime/commands/dto-metadata.js';
import { docOf, symbolOf, type Source } from './source.js';
import { described, requiredOf } from './type-schemas.js';

/** What each validator asks of a value. A validator that is not here stops the description. */
const RULES: Readonly<Record<string, (...constraints: readonly unknown[]) => Schema>> = {
  arrayMaxSize: (max) => ({ maxItems: Number(max) }),
  arrayMinSize: (min) => ({ minItems: Number(min) }),
  isArray: () => ({ type: 'array' }),
  isBoolean: () => ({ type: 'boolean' }),
  isIn: (values) => ({ enum: values as readonly unknown[] }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isObject: () => ({ type: 'object' }),
  isString: () => ({ type: 'string' }),
  isText: (min, max) => ({ type: 'string', minLength: Number(min), maxLength: Number(max) }),
  isUrl: () => ({ type: 'string', format: 'uri', pattern: '^https://' }),
  matches: (pattern) => ({ type: 'string', pattern: (pattern as RegExp).source }),
  max: (maximum) => ({ maximum: Number(maximum) }),
  min: (minimum) => ({ minimum: Number(minimum) }),
};

/**
 * Makes schemas of the DTO classes, of what their decorators really check. The words come from the protocol types that the
 * classes implement.
 */
export class DtoSchemas {
  /** The named schemas so far. */
  readonly named = new Map<string, Schema>();

  constructor(private readonly source: Source) {}

  /** The payload of a command. */
  ofPayload(type: Type<object>): Schema {
    return this.reference(type);
  }

  private reference(type: Type<object>): Schema {
    // Some answers have the type of their command, and the same name without the ending.
    const name = type.name.replace(/Dto$/, 'Input');
    if (!this.named.has(name)) {
      this.named.set(name, {});
      this.named.set(name, this.ofClass(type));
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  private ofClass(type: Type<object>): Schema {
    const words = this.wordsOf(type.name);
    const properties = describedProperties(type);
    return described(
      {
        type: 'object',
        additionalProperties: false,
        ...requiredOf(properties),
        properties: Object.fromEntries(
          properties.map((property) => [property.name, described(this.ofProperty(property), words.get(property.name))]),
        ),
      },
      words.get(''),
    );
  }

  private ofProperty({ rules, nested, optional }: DescribedProperty): Schema {
    const own = together(rules.filter(({ each }) => !each));
    const schema = nested === undefined ? own : this.reference(nested);
    const items = rules.filter(({ each }) => each);
    const whole = own.type === 'array' ? { ...own, items: nested === undefined ? together(items) : schema } : schema;
    return optional ? orNull(whole) : whole;
  }

  /** What the protocol type behind a DTO says of each property, and under the empty name of the whole. */
  private wordsOf(className: string): ReadonlyMap<string, string> {
    const { checker, classes } = this.source;
    const declaration = classes.get(className);
    if (declaration === undefined) throw new Error(`${className} is not in a .dto.ts file`);
    const types = (declaration.heritageClauses ?? [])
      .filter(({ token }) => token === ts.SyntaxKind.ImplementsKeyword)
      .flatMap((clause) => clause.types.map((type) => checker.getTypeAtLocation(type)));
    const entries = [
      ...types.flatMap((type) => [['', type.symbol] as const, ...ofProperties(checker, type)]),
      ['', symbolOf(declaration, checker)] as const,
    ];
    const words = new Map<string, string>();
    for (const [name, symbol] of entries) {
      const text = docOf(symbol, checker);
      if (text !== undefined && !words.has(name)) words.set(name, text);
    }
    return words;
  }
}

function ofProperties(checker: ts.TypeChecker, type: ts.Type): (readonly [string, ts.Symbol])[] {
  return checker.getPropertiesOfType(type).map((property) => [property.name, property] as const);
}

function together(rules: readonly NamedRule[]): Schema {
  const schemas = rules.map(({ name, constraints }) => {
    const make = RULES[name];
    if (make === undefined) throw new Error(`the rule ${name} has no schema`);
    return make(...constraints);
  });
  // Decorators are read from the last to the first.
  return Object.assign({}, ...schemas.toReversed()) as Schema;
}

/** Null in an optional property counts as leaving it out. */
function orNull(schema: Schema): Schema {
  if (schema.$ref !== undefined) return { anyOf: [schema, { type: 'null' }] };
  if (schema.enum !== undefined) return { ...schema, enum: [...schema.enum, null] };
  return typeof schema.type === 'string' ? { ...schema, type: [schema.type, 'null'] } : schema;
}
