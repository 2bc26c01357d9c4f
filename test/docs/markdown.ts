import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository's top folder. */
export const ROOT = join(import.meta.dirname, '../..');

/** A file of the repository. */
export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The code blocks of one language, as they stand. */
export function codeBlocks(markdown: string, language: string): string[] {
  const blocks = markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return [...blocks].filter(([, found]) => found === language).map(([, , code = '']) => code);
}

/** Everything that the text sets in `code`. */
export function codeWords(markdown: string): Set<string> {
  return new Set([...markdown.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word));
}
