/** What the platform can be told of by webhook, in the order of the documentation. */
export const WEBHOOK_EVENTS = [
  'message.created',
  'message.updated',
  'message.deleted',
  'project.updated',
  'project.commented',
  'notification.created',
  'notification.read',
  'notification.readAll',
  'user.online',
  'user.offline',
] as const;

export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];
