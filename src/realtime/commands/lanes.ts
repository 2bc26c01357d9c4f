/** Calls `release` once, at any time: the next task of its lane starts then, or right after this one has returned. */
type Task = (release: () => void) => void;

/**
 * Runs tasks of the same lane one after the other and tasks of different lanes at once. A task gives its lane free by
 * calling `release`, which may be long before it ends.
 */
export class Lanes {
  /** Made when it is needed: most sockets only listen. */
  private waiting: Map<string, Task[]> | undefined;

  /** Runs the task now when its lane is free, else when those before it have released it. */
  run(lane: string, task: Task): void {
    const waiting = (this.waiting ??= new Map<string, Task[]>());
    const queue = waiting.get(lane);
    if (queue !== undefined) {
      queue.push(task);
      return;
    }
    waiting.set(lane, []);
    this.start(lane, task);
  }

  /** In a loop: thousands of tasks that release at once must not lie on the stack, each upon the one before. */
  private start(lane: string, first: Task | undefined): void {
    let task = first;
    while (task !== undefined) {
      const turn = { returned: false, released: false };
      task(() => {
        if (turn.released) return;
        turn.released = true;
        if (turn.returned) this.start(lane, this.next(lane));
      });
      turn.returned = true;
      if (!turn.released) return;
      task = this.next(lane);
    }
    this.waiting?.delete(lane);
  }

  private next(lane: string): Task | undefined {
    return this.waiting?.get(lane)?.shift();
  }
}
