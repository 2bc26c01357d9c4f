import { randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';

/** What tells this process from the other nodes. New with each start. */
@Injectable()
export class NodeIdentity {
  readonly id = randomUUID();
}
