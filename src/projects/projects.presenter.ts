import { Injectable, type OnModuleInit } from '@nestjs/common';

import { RoomAudience } from '../realtime/delivery/room-audience.js';
import { projectRoom } from '../realtime/sockets/room.js';
import { StreamPresenter, type Presented } from '../realtime/delivery/stream-presenter.js';
import type { StreamEvent } from '../streams/stream.js';
import { activityOf, isRecord, recordName, recordOf, stateAfter, updateOf } from './project-record.js';

/** Tells projects: the record, then the state that came of it, then the line of the feed, which its sender knows. */
@Injectable()
export class ProjectsPresenter extends StreamPresenter implements OnModuleInit {
  override readonly kind = 'project';
  override readonly namespace = '/projects';

  constructor(private readonly audience: RoomAudience) {
    super();
  }

  onModuleInit(): void {
    this.audience.register(this);
  }

  override present(event: StreamEvent): readonly Presented[] {
    const room = projectRoom(event.stream.slice('project:'.length));
    const presented: Presented[] = [];
    const project = stateAfter(event);
    const record = isRecord(event);
    if (record) presented.push({ room, event: recordName(event), data: recordOf(event) });
    if (project !== undefined) presented.push({ room, event: 'project:update', data: updateOf(event, project) });
    if (record) {
      const exceptSocket = event.origin ?? undefined;
      presented.push({ room, event: 'activity', data: activityOf(event), ambient: true, exceptSocket });
    }
    return presented;
  }
}
