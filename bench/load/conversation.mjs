/** The clients of one conversation in one process, and how far its messages have come. */
export class Conversation {
  /** Clients that write here, in turn. */
  writers = [];
  /** The last one to have joined: what has reached it has reached everyone, or nearly. */
  sentinel = undefined;
  acked = 0;
  seen = 0;
  done = 0;
  #turn = 0;

  constructor(room) {
    this.room = room;
  }

  nextWriter() {
    this.#turn = (this.#turn + 1) % this.writers.length;
    return this.writers[this.#turn];
  }
}
