import { Injectable } from '@nestjs/common';

import type { CodedError } from '../../errors/coded-error.js';
import { CommandLog } from '../../telemetry/command-log.js';
import { Metrics } from '../../telemetry/metrics.js';
import type { Caller } from './caller.js';

/** Records the outcome of each command once: one line in the log, one count and one duration in the metrics. */
@Injectable()
export class CommandTelemetry {
  constructor(
    private readonly log: CommandLog,
    private readonly metrics: Metrics,
  ) {}

  succeeded(caller: Caller): void {
    this.record(caller, 'ok');
  }

  failed(caller: Caller, error: CodedError): void {
    if (error.code === 'RATE_LIMITED') this.metrics.rateLimited();
    const errorId = error.details !== undefined && 'errorId' in error.details ? error.details.errorId : undefined;
    this.record(caller, error.code, errorId);
  }

  private record(caller: Caller, outcome: 'ok' | CodedError['code'], errorId?: string): void {
    this.log.record({
      userId: caller.userId,
      socketId: caller.socketId,
      namespace: caller.namespace,
      event: caller.event,
      outcome,
      durationMs: performance.now() - caller.startedAt,
      ip: caller.session.ip,
      ...(errorId === undefined ? {} : { errorId }),
    });
  }
}
