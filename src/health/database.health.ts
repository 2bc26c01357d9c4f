import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';

import { Database } from '../database/database.js';
import { BoundedProbe } from './bounded-probe.js';

const LIMIT_MS = 2000;

/** Down when the database does not answer a trivial query within two seconds: nothing durable can be done then. */
@Injectable()
export class DatabaseHealthIndicator {
  private readonly probe: BoundedProbe<void>;

  constructor(
    private readonly indicators: HealthIndicatorService,
    database: Database,
  ) {
    this.probe = new BoundedProbe(() => database.ping(), LIMIT_MS);
  }

  async check(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    const outcome = await this.probe.outcome();
    return 'failure' in outcome ? indicator.down(outcome.failure) : indicator.up();
  }
}
