import { Injectable, Logger } from '@nestjs/common';

/** What has happened to a user. */
export interface UserChange {
  readonly userId: string;
  readonly kind: 'updated' | 'disabled' | 'revoked';
  readonly at: Date;
}

/** Tells, in this process, that a user has changed, after the change is in the store. */
@Injectable()
export class UserChanges {
  private readonly logger = new Logger(UserChanges.name);
  private readonly listeners: ((change: UserChange) => void)[] = [];

  /** A listener that throws is logged, and keeps neither the others nor the caller from going on. */
  subscribe(listener: (change: UserChange) => void): void {
    this.listeners.push(listener);
  }

  announce(change: UserChange): void {
    for (const listener of this.listeners) {
      try {
        listener(change);
      } catch (error) {
        this.logger.error(`A listener failed at the change of ${change.userId}`, error);
      }
    }
  }
}
