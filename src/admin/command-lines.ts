import { Injectable } from '@nestjs/common';

import { NodeIdentity } from '../realtime/cluster/node-identity.js';
import { CommandLog } from '../telemetry/command-log.js';
import type { TailedCommand } from './admin.protocol.js';

/** The commands of this node as administrators may see them: without content, and without the address of the sender. */
@Injectable()
export class CommandLines {
  constructor(
    private readonly log: CommandLog,
    private readonly identity: NodeIdentity,
  ) {}

  /** Calls `listener` with every command from now on, until the returned function is called. */
  observe(listener: (line: TailedCommand) => void): () => void {
    const nodeId = this.identity.id;
    return this.log.observe(({ at, userId, socketId, namespace, event, outcome, durationMs }) => {
      listener({ at, nodeId, userId, socketId, namespace, event, outcome, durationMs });
    });
  }
}
