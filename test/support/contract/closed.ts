import type { Schema } from '../../../src/docs/asyncapi-document.js';

/**
 * The schema with every object closed: what is not described is a fault. Clients are asked to ignore what they do not know,
 * so the published schema is open where the server sends.
 */
export function closed(schema: Schema): Schema {
  const { properties, items, additionalProperties, allOf, anyOf, oneOf } = schema;
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties: mapValues(properties, closed) }),
    ...(items === undefined ? {} : { items: closed(items) }),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: closed(additionalProperties) } : {}),
    ...(allOf === undefined ? {} : { allOf: allOf.map(closed) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(closed) }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map(closed) }),
    // A part without a type narrows another one, which is closed itself.
    ...(schema.type === 'object' && additionalProperties === undefined ? { additionalProperties: false } : {}),
  };
}

function mapValues(object: Readonly<Record<string, Schema>>, map: (schema: Schema) => Schema): Record<string, Schema> {
  return Object.fromEntries(Object.entries(object).map(([name, schema]) => [name, map(schema)]));
}
