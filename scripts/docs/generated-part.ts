/** Puts a generated part into a page, between its markers. */
export function withPart(page: string, name: string, part: string): string {
  const [start, end] = [`<!-- ${name}: written by npm run docs -->\n`, `\n<!-- end of ${name} -->`];
  const [before = '', rest = ''] = page.split(start);
  const after = rest.split(end)[1];
  if (after === undefined) throw new Error(`the page has lost its markers for ${name}`);
  return `${before}${start}${part}${end}${after}`;
}
