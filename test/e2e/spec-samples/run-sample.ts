import { readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';

export type SampleName =
  'connection' | 'chat-events' | 'project-events' | 'notification-events' | 'reconnection' | 'chat-client';

/** The words of a sample that are no code, and what a program puts in their place. */
const SUBSTITUTES: readonly (readonly [string, string])[] = [
  // The sample lists the types that there are.
  ["'text|image|file'", "'text'"],
  // Functions have no imports: the name comes from the scope.
  ["import io from 'socket.io-client';", ''],
];

/**
 * Runs a sample of the platform's specification as it is written, with `scope` as the names that it does not declare.
 * Returns what it declares as `result`. With `section`, only that part: each starts with a comment of its own.
 */
export function runSample(
  name: SampleName,
  scope: Readonly<Record<string, unknown>>,
  { section, result }: { readonly section?: number; readonly result?: string } = {},
): unknown {
  const text = readFileSync(new URL(`${name}.js.txt`, import.meta.url), 'utf8');
  const code = section === undefined ? text : text.split(/^(?=\/\/ )/m)[section];
  if (code === undefined) throw new Error(`${name} has no section ${section}`);
  const runnable = SUBSTITUTES.reduce((source, [words, substitute]) => source.replace(words, substitute), code);
  const body = result === undefined ? runnable : `${runnable}\nreturn ${result};`;
  const program = compileFunction(body, Object.keys(scope)) as (...names: unknown[]) => unknown;
  return program(...Object.values(scope));
}
