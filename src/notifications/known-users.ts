import { Injectable } from '@nestjs/common';

import { UserDirectory } from '../auth/user.js';
import { CodedError } from '../errors/coded-error.js';

/** The most unknown users that are told at once. */
const MAX_DETAILS = 20;

/** Refuses requests of the platform that name users who do not exist. One query for all of them, always fresh. */
@Injectable()
export class KnownUsers {
  constructor(private readonly directory: UserDirectory) {}

  /** @throws CodedError `VALIDATION_FAILED` with the path `<path>.<i>` of each id in the list that is nobody's. */
  async checkList(userIds: readonly string[], path: string): Promise<void> {
    await this.check(userIds.map((id, index) => ({ id, path: `${path}.${index}` })));
  }

  /** @throws CodedError `VALIDATION_FAILED` when the id is nobody's. */
  async checkOne(id: string, path: string): Promise<void> {
    await this.check([{ id, path }]);
  }

  private async check(named: readonly { readonly id: string; readonly path: string }[]): Promise<void> {
    const known = await this.directory.findAll(named.map(({ id }) => id));
    const details = named.filter(({ id }) => !known.has(id)).map(({ path }) => ({ path, rule: 'isKnownUser' }));
    if (details.length > 0) throw new CodedError('VALIDATION_FAILED', { details: details.slice(0, MAX_DETAILS) });
  }
}
