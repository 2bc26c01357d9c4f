import { Injectable } from '@nestjs/common';
import { NotificationEmitter, type EmittedNotification, type EmittedToMany } from 'depth-realtime/notifications';

import { Postgres } from './postgres.js';

export interface Review {
  readonly id: string;
  readonly verdict: string;
  /** Who is told. */
  readonly ownerIds: readonly string[];
}

@Injectable()
export class ReviewsService {
  constructor(
    private readonly postgres: Postgres,
    private readonly notifications: NotificationEmitter,
  ) {}

  /** The owners are told if, and only if, the review is stored: also when this process dies right after the commit. */
  async finish({ id, verdict, ownerIds }: Review): Promise<void> {
    await this.postgres.transaction(async (tx) => {
      const content = { type: 'review.done', title: 'المراجعة', body: verdict, data: { reviewId: id } };
      await this.notifications.emit(ownerIds, content, { tx });
      await tx.query('insert into studio.reviews (id, verdict) values ($1, $2)', [id, verdict]);
    });
  }

  /** With a `clientId` the reminder can be sent again after any failure: nobody gets it twice. */
  async remind(id: string, userId: string): Promise<EmittedNotification[]> {
    const content = { type: 'review.due', title: 'تذكير', body: 'بانتظار مراجعتك', data: { reviewId: id } };
    return this.notifications.emit([userId], content, { clientId: `review-due-${id}` });
  }

  /** To any number of users, in batches. */
  async announce(userIds: Iterable<string>, body: string): Promise<EmittedToMany> {
    return this.notifications.emitMany(userIds, { type: 'studio.news', title: 'أخبار', body });
  }
}
