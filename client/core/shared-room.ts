import { Emitter, type Unsubscribe } from './emitter.js';
import type { Room } from './room.js';
import type { Readable } from './value.js';

/** How many older entries are asked for when nobody says. */
const PAGE = 50;

/** A page of what came before a seq; without one, the latest. */
export interface PageQuery {
  readonly before?: number;
  readonly limit?: number;
}

/** What a room shows, and where older entries go. */
interface Content<State, Page> {
  readonly view: Readable<State>;
  /** The seq before which older entries are to be asked for; undefined while nothing is there. */
  readonly oldest: number | undefined;
  addOlder(page: Page): void;
}

/** What the handles of one room share: the place in the room of the server, its events, and what it shows. */
export abstract class SharedRoom<State extends { readonly hasMore: boolean }, Events extends object, Page> {
  readonly events = new Emitter<Events>();
  abstract readonly room: Pick<Room, 'ready' | 'join' | 'leave'>;
  abstract readonly content: Content<State, Page>;
  protected abstract readonly ends: readonly Unsubscribe[];
  private loading: Promise<void> | undefined;

  abstract page(query: PageQuery): Promise<Page>;

  /** Puts the page before the oldest entry into the list. Does nothing when there is none, or one is on its way. */
  loadOlder(limit = PAGE): Promise<void> {
    this.loading ??= this.loadPage(limit).finally(() => (this.loading = undefined));
    return this.loading;
  }

  async leave(): Promise<void> {
    for (const end of this.ends) end();
    await this.room.leave();
  }

  private async loadPage(limit: number): Promise<void> {
    const { oldest, view } = this.content;
    if (oldest !== undefined && view.get().hasMore) this.content.addOlder(await this.page({ before: oldest, limit }));
  }
}
