import { Injectable } from '@nestjs/common';
import type { Level } from 'pino';

import { AppLogger } from './app-logger.js';
import type { CommandRecord } from './command-record.js';
import { Metrics } from './metrics.js';
import type { Outcome } from './outcome.js';
import { scrub, printableName } from './scrub.js';

/** A command as it is given to the log: without a time, it was answered now. */
export type CommandEntry = Omit<CommandRecord, 'at'> & Partial<Pick<CommandRecord, 'at'>>;

/** Called with how every command ended, and how long it took; must be quick, and must not throw. */
export type OutcomeListener = (outcome: Outcome, durationMs: number) => void;

/** Called with every command; must be quick, since commands wait for it. */
export type CommandListener = (record: CommandRecord) => void;

/** Tells the log, the metrics and whoever watches live of each command, once. */
@Injectable()
export class CommandLog {
  private readonly listeners = new Set<CommandListener>();
  private readonly outcomeListeners: OutcomeListener[] = [];
  private readonly failed = new WeakSet<CommandListener>();

  constructor(
    private readonly logger: AppLogger,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Records one command: at debug level when it succeeded, at info when it was refused with a code, at error when it
   * failed unexpectedly. The caller's names may be anything; they are made printable here. Never throws.
   */
  record(entry: CommandEntry): void {
    const { event, namespace, outcome, durationMs } = entry;
    this.metrics.command({ event, namespace, outcome, seconds: durationMs / 1000 });
    for (const listener of this.outcomeListeners) listener(outcome, durationMs);
    const level = levelOf(outcome);
    const logged = this.logger.isEnabled(level);
    if (!logged && this.listeners.size === 0) return;
    const record = printable(entry);
    if (logged) this.logger.write(level, fieldsOf(record), 'command');
    for (const listener of this.listeners) this.notify(listener, record);
  }

  /** Calls `listener` with the outcome of every command from now on: much cheaper than {@link observe}. */
  onOutcome(listener: OutcomeListener): void {
    this.outcomeListeners.push(listener);
  }

  /** Calls `listener` with every command from now on, until the returned function is called. */
  observe(listener: CommandListener): () => void {
    // Its own identity, so that observing twice is ended twice.
    const observer: CommandListener = (record) => {
      listener(record);
    };
    this.listeners.add(observer);
    return () => this.listeners.delete(observer);
  }

  /** A listener that fails does no harm to the command, nor to other listeners, and is reported once. */
  private notify(listener: CommandListener, record: CommandRecord): void {
    try {
      listener(record);
    } catch (error) {
      if (this.failed.has(listener)) return;
      this.failed.add(listener);
      this.logger.error('A listener of the command log failed', error, CommandLog.name);
    }
  }
}

function levelOf(outcome: Outcome): Level {
  if (outcome === 'ok') return 'debug';
  return outcome === 'SOCKET_ERROR' ? 'error' : 'info';
}

/** A copy with exactly the fields of a record, whatever else the given object carries. */
function printable(entry: CommandEntry): CommandRecord {
  return {
    at: entry.at ?? new Date().toISOString(),
    ...(entry.nodeId === undefined ? {} : { nodeId: entry.nodeId }),
    userId: entry.userId,
    socketId: entry.socketId,
    namespace: printableName(entry.namespace),
    event: printableName(scrub(entry.event)),
    outcome: entry.outcome,
    durationMs: Math.round(entry.durationMs * 1000) / 1000,
    ip: entry.ip,
    ...(entry.errorId === undefined ? {} : { errorId: entry.errorId }),
  };
}

/** The line has a time of its own. */
function fieldsOf({ at: _at, ...fields }: CommandRecord): Omit<CommandRecord, 'at'> {
  return fields;
}
