import type { Schema } from '../../../src/docs/asyncapi-document.js';

/** What the required properties of commands are in an example, by their names. */
const VALUES: Readonly<Record<string, unknown>> = {
  comment: 'Lovely work!',
  content: 'Hello',
  conversationId: 'general',
  isTyping: true,
  message: 'Maintenance tonight at ten',
  messageId: 'f6a40731023f.12',
  notificationId: '09f2c5404005.3',
  progress: 75,
  projectId: 'launch-film',
  reason: 'shared account',
  token: 'eyJhbGciOiJIUzI1NiJ9.eyJ1c2VySWQiOiJsYXlsYSJ9.c2lnbmF0dXJl',
  userId: 'omar',
  userIds: ['omar', 'noor'],
};

/** The smallest payload that a command takes. A required property without an example stops the description. */
export function exampleOf(reference: Schema, schemas: ReadonlyMap<string, Schema>): Readonly<Record<string, unknown>> {
  const schema = schemas.get((reference.$ref ?? '').split('/').at(-1) ?? '');
  if (schema === undefined) throw new Error(`${String(reference.$ref)} has no schema`);
  const entries = (schema.required ?? []).map((name) => {
    const value = VALUES[name] ?? schema.properties?.[name]?.enum?.at(-1);
    if (value === undefined) throw new Error(`there is no example of ${name}`);
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}
