import type { TokenScheme } from '../../../src/docs/asyncapi-document.js';
import { REFUSALS, type ErrorCode } from '../../../src/errors/catalogue.js';

/** What no type can say of the protocol as a whole, in Markdown. */
export const DESCRIPTION = `Everything that a client can send and receive, by namespace. Any Socket.IO v4 client can be used.

**Answers.** Every event that a client emits is a command: one object, and a callback if the outcome matters. The callback is called exactly once, with \`{ data }\` or with \`{ error }\`. Without a callback a failure arrives as the event \`error\`, and a success is silent.

**Errors** have a \`code\` that never changes with the language, and a \`message\` in the language of the client. Decide by the code, show the message.

**Streams.** A conversation, a project and an inbox are each a log of events, numbered by \`seq\` from 1 without a gap. Everyone in the room gets its events in that order, each once, the sender's own included. A join with \`since: { epoch, seq }\` answers with exactly what was missed, or with \`recovered: false\`: then reload.

**Repeats.** A command that was not answered, because the connection broke, is sent again with the same \`clientId\`: it takes effect once.

**Growing.** Commands refuse properties that they do not know. Events and answers may get new ones: ignore those that you do not know.`;

/** The one server; where it runs is its operator's to say. */
export const SERVER = {
  host: 'realtime.example.org',
  pathname: '/socket.io',
  protocol: 'wss',
  title: 'A node, or the load balancer before several',
  description:
    'Socket.IO v4 (Engine.IO 4) over WebSocket, with long-polling to fall back on. Each channel of this description is a namespace, ' +
    'and all namespaces share one connection.',
  security: [{ $ref: '#/components/securitySchemes/token' }],
};

/** Why a connection may be refused. */
const CONNECTION_REFUSALS: readonly ErrorCode[] = [
  ...REFUSALS,
  'FORBIDDEN',
  'RATE_LIMITED',
  'SHUTTING_DOWN',
  'UNAVAILABLE',
];

/** How a client says who it is. */
export const TOKEN: TokenScheme = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description:
    'In the handshake, for each namespace: `auth: { token, locale?, batch? }`, or the header `Authorization: Bearer`. The claim `userId`, or ' +
    'else `sub`, is the user. `locale` is `ar` or `en`, `batch: true` gathers low-urgency events. A refusal fires `connect_error`, whose `data` ' +
    'is an error: why the token is not taken, `FORBIDDEN` for `/admin` without the role, or what may pass.',
  'x-errors': CONNECTION_REFUSALS,
};
