import type { Schema } from '../asyncapi-document.js';
import { html, type Html } from './html.js';

const ID_PATTERN = '^[A-Za-z0-9._-]{1,64}$';

/** The name in a reference to a schema. */
export function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

/** What a value is, in a few words, with links to the schemas that have a name. */
export function typeOf(schema: Schema): Html {
  const { $ref, allOf, anyOf, items, enum: values } = schema;
  if ($ref !== undefined) return html`<a href="#schema-${nameIn($ref)}">${nameIn($ref)}</a>`;
  if (allOf !== undefined) return joined(allOf.map(typeOf), ' and ');
  if (anyOf !== undefined) return joined(anyOf.map(typeOf), ' or ');
  if (values !== undefined) return joined(values.map(literal), ' | ');
  if ('const' in schema) return literal(schema.const);
  const orNull = Array.isArray(schema.type) && schema.type.includes('null');
  const type = html`${items === undefined ? plainType(schema) : html`list of ${typeOf(items)}`}${limits(schema)}`;
  return orNull ? html`${type} or null` : type;
}

function plainType({ type, format, pattern }: Schema): string {
  if (pattern === ID_PATTERN) return 'id';
  if (format === 'date-time') return 'moment';
  if (format === 'uri') return 'https URL';
  const name = Array.isArray(type)
    ? (type as readonly string[]).find((one) => one !== 'null')
    : (type as string | undefined);
  return name === 'integer' ? 'whole number' : (name ?? 'anything');
}

function limits(schema: Schema): string | undefined {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  const upper = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  return (
    range(minimum, upper, '') ??
    range(minLength, maxLength, ' characters') ??
    range(minItems, maxItems, ' items') ??
    undefined
  );
}

function range(low: number | undefined, high: number | undefined, unit: string): string | undefined {
  if (low !== undefined && high !== undefined) return `, ${low} to ${high}${unit}`;
  if (high !== undefined) return `, at most ${high}${unit}`;
  return low === undefined ? undefined : `, at least ${low}${unit}`;
}

function literal(value: unknown): Html {
  return html`<code>${JSON.stringify(value)}</code>`;
}

function joined(parts: readonly Html[], separator: string): Html {
  return html`${parts.map((part, index) => (index === 0 ? part : html`${separator}${part}`))}`;
}
