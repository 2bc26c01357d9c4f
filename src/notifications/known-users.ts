import { Inject, Injectable } from '@nestjs/common';

import { UserDirectory } from '../auth/user.js';
import type { ForeignTransaction } from '../database/foreign-transaction.js';
import { CodedError } from '../errors/coded-error.js';

/** The most unknown users that are told at once. */
const MAX_DETAILS = 20;

/** The part of a {@link UserDirectory} that tells who exists. */
export interface UserLookUp {
  findAll(userIds: readonly string[], within?: ForeignTransaction): Promise<{ has(userId: string): boolean }>;
}

/** Refuses requests of the platform that name users who do not exist. One query for all of them, always fresh. */
@Injectable()
export class KnownUsers {
  constructor(@Inject(UserDirectory) private readonly directory: UserLookUp) {}

  /**
   * Looks within the transaction, where one is given: its connection may be the only one.
   * @throws CodedError `VALIDATION_FAILED` with the path `<path>.<i>` of each id in the list that is nobody's.
   */
  async checkList(userIds: readonly string[], path: string, within?: ForeignTransaction): Promise<void> {
    await this.check(
      userIds.map((id, index) => ({ id, path: `${path}.${index}` })),
      within,
    );
  }

  /** @throws CodedError `VALIDATION_FAILED` when the id is nobody's. */
  async checkOne(id: string, path: string): Promise<void> {
    await this.check([{ id, path }]);
  }

  /** Those of the ids that are nobody's. */
  async unknownOf(userIds: readonly string[]): Promise<Set<string>> {
    const known = await this.directory.findAll(userIds);
    return new Set(userIds.filter((id) => !known.has(id)));
  }

  private async check(
    named: readonly { readonly id: string; readonly path: string }[],
    within?: ForeignTransaction,
  ): Promise<void> {
    const known = await this.directory.findAll(
      named.map(({ id }) => id),
      within,
    );
    const details = named.filter(({ id }) => !known.has(id)).map(({ path }) => ({ path, rule: 'isKnownUser' }));
    if (details.length > 0) throw new CodedError('VALIDATION_FAILED', { details: details.slice(0, MAX_DETAILS) });
  }
}
