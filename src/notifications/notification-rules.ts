import { CodedError, type ValidationDetail } from '../errors/coded-error.js';
import { isId } from '../rules/id.js';
import { isJsonObject } from '../rules/json-object.js';
import { isText } from '../rules/text.js';
import type { NotificationData } from './notification.js';
import type { NotificationContent } from './notifications.protocol.js';

/** How long what people read may be, in UTF-16 code units, and how many users get it at once. */
export const NOTIFICATION_LIMITS = { recipients: 1000, type: 64, title: 200, body: 4000 } as const;

/**
 * What the log keeps of a valid notification.
 * @throws CodedError `VALIDATION_FAILED` with the path and rule of each failure.
 */
export function validContent({ type, title, body, data }: NotificationContent): NotificationData {
  const broken: ValidationDetail[] = [];
  const texts = { type, title, body };
  for (const path of ['type', 'title', 'body'] as const) {
    if (!isText(texts[path], 1, NOTIFICATION_LIMITS[path])) broken.push({ path, rule: 'isText' });
  }
  if (data !== undefined && data !== null && !isJsonObject(data)) broken.push({ path: 'data', rule: 'isJsonObject' });
  refuse(broken);
  return { ...texts, data: data ?? {} };
}

/** @throws CodedError `VALIDATION_FAILED` when this is no list of 1 to 1000 ids. */
export function checkRecipients(userIds: readonly string[]): void {
  const rule = brokenListRule(userIds);
  if (rule !== undefined) refuse([{ path: 'userIds', rule }]);
}

/** @throws CodedError `VALIDATION_FAILED` when it is neither absent nor an id. */
export function checkOptionalId(value: string | null | undefined, path: string): void {
  if (value !== undefined && value !== null && !isId(value)) refuse([{ path, rule: 'isId' }]);
}

function brokenListRule(userIds: readonly string[]): string | undefined {
  if (!Array.isArray(userIds)) return 'isArray';
  if (userIds.length === 0) return 'arrayNotEmpty';
  if (userIds.length > NOTIFICATION_LIMITS.recipients) return 'arrayMaxSize';
  return userIds.every(isId) ? undefined : 'isId';
}

function refuse(details: readonly ValidationDetail[]): void {
  if (details.length > 0) throw new CodedError('VALIDATION_FAILED', { details });
}
