const BLOCK = /(<!-- code: (\S+?)(?:#(\w+))? -->\n)(.*?)(<!-- end of code -->)/gs;
const LANGUAGES: Readonly<Record<string, string>> = { mjs: 'js', ts: 'ts', tsx: 'tsx', py: 'python' };

/**
 * Puts the code of files into a page: between `<!-- code: examples/a.mjs -->` and `<!-- end of code -->` the whole file,
 * with `#name` its lines between `// #region name` and `// #endregion`.
 */
export function withCode(page: string, read: (path: string) => string): string {
  return page.replaceAll(BLOCK, (_, start: string, path: string, region: string | undefined, _old, end: string) => {
    const language = LANGUAGES[path.split('.').at(-1) ?? ''] ?? '';
    const code = region === undefined ? withoutMarks(read(path)) : regionOf(read(path), region, path);
    return `${start}\n\`\`\`${language}\n${code.trim()}\n\`\`\`\n\n${end}`;
  });
}

function regionOf(code: string, region: string, path: string): string {
  const [, rest] = code.split(`// #region ${region}\n`);
  if (rest === undefined) throw new Error(`${path} has no region ${region}`);
  return rest.split('// #endregion')[0] ?? '';
}

function withoutMarks(code: string): string {
  return code.replaceAll(/^\/\/ #(region|endregion).*\n/gm, '');
}
