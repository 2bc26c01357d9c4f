import { Injectable } from '@nestjs/common';

/** Whether this node still takes on work. There is no way back: a node that drains will stop. */
@Injectable()
export class Lifecycle {
  private stopping = false;

  get draining(): boolean {
    return this.stopping;
  }

  /** From now on `/health/ready` is red, so that no new connections are sent here. Repeating it changes nothing. */
  startDraining(): void {
    this.stopping = true;
  }
}
