import type { Schema } from '../asyncapi-document.js';
import { html, type Html } from './html.js';
import { inline } from './markdown.js';
import { nameIn, typeOf } from './schema-type.js';

export type Schemas = Readonly<Record<string, Schema>>;

/** The schema behind a reference, or the schema itself. */
export function resolved(schema: Schema, schemas: Schemas): Schema {
  return schema.$ref === undefined ? schema : (schemas[nameIn(schema.$ref)] ?? schema);
}

/** The properties of an object, one a line; of anything else what it is. */
export function schemaTable(schema: Schema, schemas: Schemas): Html {
  const { properties, required = [] } = resolved(schema, schemas);
  if (properties === undefined || Object.keys(properties).length === 0) {
    return html`<p class="whole">${isEmpty(schema, schemas) ? html`<code>{}</code>` : typeOf(schema)}</p>`;
  }
  const rows = Object.entries(properties).map(
    ([name, property]) =>
      html`<tr>
        <th scope="row">
          <code>${name}</code
          >${required.includes(name) ? undefined : html`<span class="optional" title="optional: may be left out, or null in a command">?</span>`}
        </th>
        <td>
          ${valueOf(required.includes(name) ? property : withoutNull(property))}${property.description === undefined ? undefined : html` <span class="words">${inline(property.description)}</span>`}
        </td>
      </tr>`,
  );
  return html`<table class="properties">
    ${rows}
  </table>`;
}

function valueOf(schema: Schema): Html {
  const { properties, items } = schema;
  if (properties !== undefined) return html`<code>{ ${Object.keys(properties).join(', ')} }</code>`;
  if (items?.properties !== undefined)
    return html`list of <code>{ ${Object.keys(items.properties).join(', ')} }</code>`;
  return html`<span class="type">${typeOf(schema)}</span>`;
}

function isEmpty(schema: Schema, schemas: Schemas): boolean {
  const { type, properties, additionalProperties } = resolved(schema, schemas);
  return type === 'object' && Object.keys(properties ?? {}).length === 0 && additionalProperties === false;
}

/** Null in an optional property counts as leaving it out, which its mark says. */
function withoutNull(schema: Schema): Schema {
  const { type, anyOf, enum: values, ...rest } = schema;
  const others = anyOf?.filter((one) => one.type !== 'null');
  return {
    ...rest,
    ...(Array.isArray(type) ? { type: (type as readonly string[]).find((one) => one !== 'null') } : { type }),
    ...(others === undefined ? {} : { anyOf: others }),
    ...(values === undefined ? {} : { enum: values.filter((value) => value !== null) }),
  };
}
