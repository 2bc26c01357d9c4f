import type { AsyncApiDocument } from '../asyncapi-document.js';
import { commandCard, eventCard } from './command-card.js';
import { html, Html } from './html.js';
import { inline, paragraphs } from './markdown.js';
import { outlineOf, type Outline, type ShownChannel } from './outline.js';
import { SCRIPT } from './script.js';
import { schemaTable } from './schema-table.js';
import { typeOf } from './schema-type.js';
import { STYLE } from './style.js';

/** The whole page. It needs nothing from elsewhere: {@link STYLE} and {@link SCRIPT} are in it. */
export function renderPage(document: AsyncApiDocument): string {
  const outline = outlineOf(document);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${document.info.title}</title>
        ${verbatim('style', STYLE)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        ${header(document)}
        <div class="columns">
          ${navigation(document, outline)}
          <main id="content">
            ${introduction(document, outline)}
            ${outline.channels.map((channel) => channelSection(channel, document, outline))} ${errorSection(document)}
            ${schemaSection(document)}
            <p id="nothing" hidden>Nothing of that name. <button type="button" id="clear">Show everything</button></p>
          </main>
        </div>
        ${verbatim('script', SCRIPT)}
      </body>
    </html>`.text;
}

/** An element whose text is exactly this, since its hash is what lets it in. */
function verbatim(element: 'style' | 'script', text: string): Html {
  return new Html(`<${element}>${text}</${element}>`);
}

function header({ info }: AsyncApiDocument): Html {
  return html`<header>
    <a class="title" href="#content">Depth Realtime <span>commands and events, version ${info.version}</span></a>
    <label class="search">
      <span class="hidden">Search</span>
      <input
        id="search"
        type="search"
        placeholder="Search: chat:message, CONFLICT, seq …"
        autocomplete="off"
        spellcheck="false"
      />
    </label>
    <nav class="elsewhere" aria-label="Other descriptions">
      <a href="/docs/asyncapi.yaml">AsyncAPI</a>
      <a href="/docs">HTTP API</a>
    </nav>
  </header>`;
}

function navigation({ components }: AsyncApiDocument, { channels, everywhere }: Outline): Html {
  const link = (id: string, name: string): Html => html`<li data-link="${id}"><a href="#${id}">${name}</a></li>`;
  return html`<details class="menu" open>
    <summary>Contents</summary>
    <nav aria-label="Contents">
      ${channels.map(
        ({ id, address, commands, events }) =>
          html`<h2><a href="#${id}">${address}</a></h2>
            <ul>
              ${commands.map((command) => link(command.id, command.name))}
            </ul>
            <ul class="received">
              ${events.map((event) => link(event.id, event.name))}
            </ul>`,
      )}
      <h2><a href="#everywhere">every namespace</a></h2>
      <ul class="received">
        ${everywhere.map(({ id, name }) => link(id, name))}
      </ul>
      <h2><a href="#errors">errors</a></h2>
      <h2><a href="#schemas">schemas</a></h2>
      <ul>
        ${Object.keys(components.schemas)
          .filter(isShown)
          .map((name) => link(`schema-${name}`, name))}
      </ul>
    </nav>
  </details>`;
}

function introduction({ info, components }: AsyncApiDocument, { everywhere, commonErrors }: Outline): Html {
  const { token } = components.securitySchemes;
  return html`<section class="plain">
      <h1>Commands and events</h1>
      ${paragraphs(info.description)}
      <h2 id="connecting">Connecting</h2>
      <p>${inline(token.description)}</p>
      <p class="errors">${codes(token['x-errors'])}</p>
      <h2 id="every-command">Errors of every command</h2>
      <p class="errors">${codes(commonErrors)}</p>
    </section>
    <section id="everywhere">
      <h2>On every namespace</h2>
      <h3 class="group">Received</h3>
      ${everywhere.map((event) => eventCard(event, components.schemas))}
    </section>`;
}

function codes(all: readonly string[]): Html[] {
  return all.map((code) => html`<a class="code" href="#error-${code}">${code}</a> `);
}

function channelSection(channel: ShownChannel, { components }: AsyncApiDocument, { commonErrors }: Outline): Html {
  const { id, address, description, commands, events } = channel;
  return html`<section id="${id}">
    <h2><code>${address}</code></h2>
    <p>${inline(description)}</p>
    <h3 class="group">You send</h3>
    ${commands.map((command) => commandCard(command, components.schemas, commonErrors))}
    ${events.length === 0 ? undefined : html`<h3 class="group">You receive</h3>`}
    ${events.map((event) => eventCard(event, components.schemas))}
  </section>`;
}

function errorSection(document: AsyncApiDocument): Html {
  const rows = Object.entries(document['x-errors']).map(
    ([code, { message, retryable, httpStatus, raisedWhen }]) =>
      html`<tr id="error-${code}" data-entry="${code}">
        <th scope="row"><code>${code}</code></th>
        <td>${inline(raisedWhen)}<br /><q lang="en">${message.en}</q> <q lang="ar" dir="rtl">${message.ar}</q></td>
        <td>${retryable ? 'may succeed later' : 'will fail again'}</td>
        <td>HTTP ${httpStatus}</td>
      </tr>`,
  );
  return html`<section id="errors">
    <h2>Errors</h2>
    <table class="catalogue">
      ${rows}
    </table>
  </section>`;
}

function schemaSection({ components }: AsyncApiDocument): Html {
  const cards = Object.entries(components.schemas)
    .filter(([name]) => isShown(name))
    .map(
      ([name, schema]) =>
        html`<article class="card" id="schema-${name}" data-entry="${name}">
          <h3><a class="name" href="#schema-${name}">${name}</a></h3>
          ${schema.description === undefined ? undefined : html`<p>${inline(schema.description)}</p>`}
          ${schema.properties === undefined ? html`<p class="whole">${typeOf(schema)}</p>` : schemaTable(schema, components.schemas)}
        </article>`,
    );
  return html`<section id="schemas">
    <h2>Schemas</h2>
    ${cards}
  </section>`;
}

/** The answers as a whole are shown with their commands. */
function isShown(name: string): boolean {
  return !name.endsWith('Answer');
}
