import type { LoggedFrame } from './frame-log.js';

/**
 * The lines of socket.io-client that do, or hear, the same: a program of their own, with the way into the room where one is
 * needed. Only the token is missing, which comes from wherever the reader has theirs.
 */
export function codeOf(
  frame: Pick<LoggedFrame, 'direction' | 'namespace' | 'event' | 'payload'>,
  origin: string,
): string {
  const { direction, namespace, event, payload } = frame;
  const address = quoted(namespace === '/' ? origin : origin + namespace);
  const entry = entryOf(namespace, event, payload);
  const enter =
    entry === undefined ? [] : [`await socket.emitWithAck(${quoted(entry.event)}, ${literal(entry.payload)});`];
  const act =
    direction === 'in'
      ? [`socket.on(${quoted(event)}, (data) => {`, '  console.log(data);', '});', ...enter]
      : [
          ...enter,
          `const { data, error } = await socket.emitWithAck(${quoted(event)}, ${literal(withoutIds(payload))});`,
          'if (error) throw new Error(`${error.code}: ${error.message}`);',
          'console.log(data);',
        ];
  return [
    "import { io } from 'socket.io-client';",
    '',
    `const socket = io(${address}, { auth: { token } });`,
    ...act,
    '',
  ].join('\n');
}

interface Entry {
  readonly event: string;
  readonly payload: object;
}

/** What one has to be in before this can be done, or heard. */
function entryOf(namespace: string, event: string, payload: unknown): Entry | undefined {
  if (event.endsWith(':join') || event.endsWith(':subscribe') || typeof payload !== 'object' || payload === null) {
    return undefined;
  }
  if (namespace === '/chat' && 'conversationId' in payload) {
    return { event: 'chat:join', payload: { conversationId: payload.conversationId } };
  }
  if (namespace === '/projects' && 'projectId' in payload) {
    return { event: 'project:join', payload: { projectId: payload.projectId } };
  }
  if (event === 'presence:update' && 'userId' in payload) {
    return { event: 'presence:subscribe', payload: { userIds: [payload.userId] } };
  }
  if (namespace === '/notifications' && 'userId' in payload) {
    return { event: 'notifications:subscribe', payload: { userId: payload.userId } };
  }
  return undefined;
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
