import type { PgSession, PreparedQueryConfig, PgPreparedQuery } from 'drizzle-orm/pg-core';

import type { AnswerTimes } from './answer-times.js';
import { Deadline } from './deadline.js';
import { translated } from './driver-errors.js';
import { LIMITS } from './limits.js';

type Preparing = Pick<PgSession, 'prepareQuery'>;

/**
 * Makes every query of a Drizzle session reject in the port's terms, and when `times` are given within the limit, and
 * measured. Drizzle's own errors hold the parameters in their message, which must not reach a log.
 */
export function guardOrm(orm: { readonly _: { readonly session: Preparing } }, times?: AnswerTimes): void {
  const session = orm._.session;
  const prepareQuery: PgSession['prepareQuery'] = session.prepareQuery.bind(session);
  session.prepareQuery = <T extends PreparedQueryConfig>(
    ...args: Parameters<PgSession['prepareQuery']>
  ): PgPreparedQuery<T> => {
    const prepared = prepareQuery<T>(...args);
    const execute = prepared.execute.bind(prepared);
    prepared.execute = (values) => {
      const answer = execute(values);
      return translated(times === undefined ? answer : new Deadline(LIMITS.answer, times).within(answer));
    };
    return prepared;
  };
}
