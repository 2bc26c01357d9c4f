/**
 * Runs tasks of the same lane one after the other and tasks of different lanes at once. A task gives its lane free by
 * calling `release`, which may be long before it ends.
 */
export class Lanes {
  private readonly waiting = new Map<string, ((release: () => void) => void)[]>();

  /** Runs the task now when its lane is free, else when those before it have released it. */
  run(lane: string, task: (release: () => void) => void): void {
    const queue = this.waiting.get(lane);
    if (queue !== undefined) {
      queue.push(task);
      return;
    }
    this.waiting.set(lane, []);
    this.start(lane, task);
  }

  private start(lane: string, task: (release: () => void) => void): void {
    let released = false;
    task(() => {
      if (released) return;
      released = true;
      const next = this.waiting.get(lane)?.shift();
      if (next === undefined) this.waiting.delete(lane);
      else this.start(lane, next);
    });
  }
}
