import { useState } from 'react';

import { useSettings } from '../../server/settings.js';
import type { Side } from './side.js';

/** Which conversation and which project a pane shows. */
export interface Rooms {
  readonly conversationId: string;
  readonly projectId: string;
  readonly open: (conversationId: string, projectId: string) => void;
}

const ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Whether a text can be an id; whether there is such a room, and for whom, is for the server to say. */
export function isRoomId(text: string): boolean {
  return ID.test(text);
}

/** Those of the demo at first, then the ones that were opened last in this tab. */
export function useRooms(side: Side): Rooms {
  const { demo } = useSettings();
  const key = `depth-console:rooms:${side}`;
  const [ids, setIds] = useState(
    () => readIds(key) ?? [demo?.conversationId ?? 'general', demo?.projectId ?? 'general'],
  );
  const [conversationId = '', projectId = ''] = ids;
  return {
    conversationId,
    projectId,
    open: (conversation, project) => {
      writeIds(key, [conversation, project]);
      setIds([conversation, project]);
    },
  };
}

function readIds(key: string): readonly string[] | undefined {
  try {
    const ids = (sessionStorage.getItem(key) ?? '').split(' ');
    return ids.length === 2 && ids.every(isRoomId) ? ids : undefined;
  } catch {
    return undefined;
  }
}

function writeIds(key: string, ids: readonly string[]): void {
  try {
    sessionStorage.setItem(key, ids.join(' '));
  } catch {
    // The browser keeps nothing: the rooms are those of the demo again after loading the page.
    return;
  }
}
