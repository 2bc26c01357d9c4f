import type { Database } from '../database/database.js';
import { STREAMS_CHANNEL, TELL } from '../streams/outbox-statements.js';
import type { StreamKey } from '../streams/stream.js';

/** PostgreSQL takes less than 8000 bytes; a key has at most 70, and three more in the list. */
const KEYS_PER_MESSAGE = 100;

/**
 * Tells the nodes through PostgreSQL which streams have grown, so that they read them. One message at a time: while it is on
 * its way the next one fills. What gets lost, the nodes find by comparing.
 */
export class DatabaseTeller {
  private readonly grown = new Set<StreamKey>();
  private telling: Promise<void> | undefined;

  constructor(private readonly database: Pick<Database, 'execute'>) {}

  tell(stream: StreamKey): void {
    this.grown.add(stream);
    this.telling ??= this.run();
  }

  /** Resolves when everything has been told. */
  async idle(): Promise<void> {
    await this.telling;
  }

  private async run(): Promise<void> {
    // What one commit has written is told together.
    await Promise.resolve();
    while (this.grown.size > 0) {
      const keys = [...this.grown];
      this.grown.clear();
      const messages: string[] = [];
      while (keys.length > 0) messages.push(JSON.stringify(keys.splice(0, KEYS_PER_MESSAGE)));
      const statement = { name: 'tell', text: TELL, values: [STREAMS_CHANNEL, JSON.stringify(messages)] };
      // The nodes compare with the log by themselves.
      await this.database.execute(statement).catch(() => undefined);
    }
    this.telling = undefined;
  }
}
