import type { LoggedFrame } from './frame-log.js';

/**
 * The lines of socket.io-client that do, or hear, the same: a program of their own, except for the token, which comes from
 * wherever the reader has theirs.
 */
export function codeOf({ direction, namespace, event, payload }: LoggedFrame, origin: string): string {
  const address = quoted(namespace === '/' ? origin : origin + namespace);
  const lines = [
    "import { io } from 'socket.io-client';",
    '',
    `const socket = io(${address}, { auth: { token } });`,
    '',
  ];
  if (direction === 'in') {
    return [...lines, `socket.on(${quoted(event)}, (data) => {`, '  console.log(data);', '});', ''].join('\n');
  }
  return [
    ...lines,
    `const { data, error } = await socket.emitWithAck(${quoted(event)}, ${literal(withoutIds(payload))});`,
    'if (error) throw new Error(`${error.code}: ${error.message}`);',
    'console.log(data);',
    '',
  ].join('\n');
}

/** The ids by which the server knows a repeat: with the same one again it would change nothing. */
function withoutIds(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null) return payload ?? {};
  return Object.fromEntries(Object.entries(payload).filter(([key]) => key !== 'clientId' && key !== 'clientMessageId'));
}

/** A value as it is written in JavaScript: JSON, with names unquoted where that is allowed. */
function literal(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(/^(\s*)"([A-Za-z_$][\w$]*)":/gm, '$1$2:');
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
