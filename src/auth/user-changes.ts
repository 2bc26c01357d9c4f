import { Injectable } from '@nestjs/common';

/** What has happened to a user. */
export interface UserChange {
  readonly userId: string;
  readonly kind: 'updated' | 'disabled' | 'revoked';
  readonly at: Date;
}

/** Tells, in this process, that a user has changed, after the change is in the store. */
@Injectable()
export class UserChanges {
  private readonly listeners: ((change: UserChange) => void)[] = [];

  subscribe(listener: (change: UserChange) => void): void {
    this.listeners.push(listener);
  }

  announce(change: UserChange): void {
    for (const listener of this.listeners) listener(change);
  }
}
