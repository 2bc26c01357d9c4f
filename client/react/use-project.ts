import type { Project } from '../projects/project.js';
import type { ProjectEvents } from '../projects/project-room.js';
import type { ProjectRoomState } from '../projects/project-view.js';
import { useHandle, type Handlers } from './use-handle.js';

/** A project's room in a component: its state, and the handle with which to act on it once it is open. */
export interface UseProject extends ProjectRoomState {
  /** Undefined for the very first render. */
  readonly room: Project | undefined;
}

const NOTHING: ProjectRoomState = {
  status: 'joining',
  project: undefined,
  members: [],
  records: [],
  hasMore: false,
  activity: [],
  pending: [],
};

/** Keeps a project's room open while the component is shown. `handlers` as in `useConversation`. */
export function useProject(projectId: string, handlers: Handlers<ProjectEvents> = {}): UseProject {
  const [room, state = NOTHING] = useHandle<ProjectRoomState, ProjectEvents, Project>(
    (client) => client.projects.open(projectId),
    projectId,
    handlers,
  );
  return { ...state, room };
}
