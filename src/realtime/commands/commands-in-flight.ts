import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

import { Database } from '../../database/database.js';
import { CodedError } from '../../errors/coded-error.js';
import type { Caller } from './caller.js';
import { ErrorFilter } from './error.filter.js';

/** How long a command may take before it is answered with `TIMEOUT`. */
const COMMAND_TIMEOUT_MS = 10_000;
/** And how long, from its arrival, when the store is slow: it is answered with `UNAVAILABLE` before 5 s have passed. */
const STORE_PATIENCE_MS = 4_400;
const CHECK_INTERVAL_MS = 100;

/** The commands that have come and are not finished. Sees to it that each is answered in time, whatever hangs. */
@Injectable()
export class CommandsInFlight implements OnModuleInit, OnModuleDestroy {
  /** How many commands have come since the start. */
  received = 0;
  /** The oldest first. */
  private readonly callers = new Set<Caller>();
  private idleWaiters: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly filter: ErrorFilter,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.expire(), CHECK_INTERVAL_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  add(caller: Caller): void {
    this.received += 1;
    this.callers.add(caller);
  }

  /** The command is answered, and nothing runs on its behalf any more. */
  finished(caller: Caller): void {
    this.callers.delete(caller);
    if (this.callers.size === 0) for (const resolve of this.idleWaiters.splice(0)) resolve();
  }

  /** Resolves when no command is in flight. */
  idle(): Promise<void> {
    if (this.callers.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  /** Answers every command that is still in flight with `SHUTTING_DOWN`. Whether it takes effect is unknown. */
  abandon(): void {
    this.giveUp([...this.callers], 'SHUTTING_DOWN');
  }

  private expire(): void {
    const now = performance.now();
    const unserved: Caller[] = [];
    const hanging: Caller[] = [];
    for (const caller of this.callers) {
      const age = now - caller.startedAt;
      if (age < STORE_PATIENCE_MS) break;
      if (!caller.pending) continue;
      if (age > COMMAND_TIMEOUT_MS) hanging.push(caller);
      else if (this.database.slowSince(caller.startedAt)) unserved.push(caller);
    }
    this.giveUp(unserved, 'UNAVAILABLE');
    this.giveUp(hanging, 'TIMEOUT');
  }

  /** The last first: an answer lets the next command of its lane start, and those that are given up must not. */
  private giveUp(callers: Caller[], code: 'UNAVAILABLE' | 'TIMEOUT' | 'SHUTTING_DOWN'): void {
    for (const caller of callers.reverse()) {
      if (caller.pending) this.filter.answer(new CodedError(code), caller);
    }
  }
}
