import { html, Html } from './html.js';

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*/g;

/** The Markdown that the description uses within a line: `code` and **strong**. Everything else is text. */
export function inline(text: string): Html {
  const parts: Html[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, strong] = match;
    parts.push(html`${text.slice(end, match.index)}`);
    parts.push(code === undefined ? html`<strong>${strong}</strong>` : html`<code>${code}</code>`);
    end = match.index + whole.length;
  }
  return html`${parts}${text.slice(end)}`;
}

/** The same in paragraphs, which an empty line separates. */
export function paragraphs(text: string): Html {
  return html`${text.split(/\n{2,}/).map((paragraph) => html`<p>${inline(paragraph)}</p>`)}`;
}
