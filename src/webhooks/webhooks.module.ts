import { Module } from '@nestjs/common';

import { PresenceReporter } from './presence-reporter.js';
import { PresenceStore } from './presence-store.js';
import { WebhookCourier } from './webhook-courier.js';
import { WebhookCursors } from './webhook-cursors.js';
import { WebhookMarks } from './webhook-marks.js';
import { WebhookStatus } from './webhook-status.js';

/** Tells the platform what happens, from the log itself. Does nothing without `WEBHOOK_URL`. */
@Module({
  providers: [PresenceReporter, PresenceStore, WebhookCourier, WebhookCursors, WebhookMarks, WebhookStatus],
  exports: [WebhookStatus],
})
export class WebhooksModule {}
