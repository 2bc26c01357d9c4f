/** What `depth-realtime/notifications` exports: notifications from any Nest service. */
export { CodedError, type CodedErrorOptions, type ErrorDetails, type ValidationDetail } from '../errors/coded-error.js';
export type { ErrorCode } from '../errors/catalogue.js';
export {
  NotificationEmitter,
  type EmitOptions,
  type EmittedNotification,
  type EmittedToMany,
  type EmitWithinOptions,
  type FailedRecipient,
} from '../notifications/notification-emitter.js';
export type { NotificationContent } from '../notifications/notifications.protocol.js';
export type { NotificationEmitterOptions } from './emitter-options.js';
export { NotificationEmitterModule, type NotificationEmitterAsyncOptions } from './notification-emitter.module.js';
export { SchemaMismatchError } from './schema-mismatch.error.js';
