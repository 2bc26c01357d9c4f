import { html, type Html } from './html.js';
import { inline } from './markdown.js';
import type { ShownCommand, ShownEvent } from './outline.js';
import { resolved, schemaTable, type Schemas } from './schema-table.js';
import { typeOf } from './schema-type.js';

/** A command: what goes in, what comes out, and what may go wrong. `common`: the errors that all commands share. */
export function commandCard(shown: ShownCommand, schemas: Schemas, common: readonly string[]): Html {
  const { id, name, aliases, operation, command, answer } = shown;
  const data = resolved(answer.payload, schemas).oneOf?.[0]?.properties?.['data'] ?? {};
  const errors = (operation['x-errors'] ?? []).filter((code) => !common.includes(code));
  return html`<article class="card" id="${id}" data-entry="${[name, ...aliases.map((alias) => alias.name)].join(' ')}">
    <h3>
      <a class="name" href="#${id}">${name}</a>
      ${aliases.map((alias) => html`<span class="alias" id="${alias.id}">also <code>${alias.name}</code></span>`)}
    </h3>
    <p>${inline(operation.summary)} <span class="access">${inline(operation['x-access'] ?? '')}</span></p>
    ${exampleOf(name, command.examples?.[0]?.payload)}
    <h4>Payload</h4>
    ${schemaTable(command.payload, schemas)}
    <h4>Answer <span class="type">${typeOf(data)}</span></h4>
    ${schemaTable(data, schemas)}
    <h4>Errors</h4>
    <p class="errors">
      ${errors.map((code) => html`<a class="code" href="#error-${code}">${code}</a> `)}
      <a href="#every-command">${errors.length === 0 ? 'those of every command' : 'and those of every command'}</a>
    </p>
  </article>`;
}

/** An event: when it comes, and what it holds. */
export function eventCard({ id, name, event }: ShownEvent, schemas: Schemas): Html {
  return html`<article class="card" id="${id}" data-entry="${name}">
    <h3><a class="name" href="#${id}">${name}</a> <span class="type">${typeOf(event.payload)}</span></h3>
    <p>${inline(event.summary)}</p>
    ${event.payload.items === undefined ? schemaTable(event.payload, schemas) : schemaTable(event.payload.items, schemas)}
  </article>`;
}

function exampleOf(name: string, payload: unknown): Html | undefined {
  if (payload === undefined) return undefined;
  const text = JSON.stringify(payload, null, 2)
    .replaceAll(/"(\w+)":/g, '$1:')
    .replaceAll('"', "'");
  const written = text === '{}' || text.length > 60 ? text : text.replaceAll(/\s+/g, ' ');
  return html`<pre><code>socket.emit('${name}', ${written}, ({ data, error }) =&gt; …)</code></pre>`;
}
