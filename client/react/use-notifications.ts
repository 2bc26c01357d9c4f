import type { Inbox } from '../notifications/inbox.js';
import type { InboxEvents } from '../notifications/inbox-room.js';
import type { InboxState } from '../notifications/inbox-view.js';
import { useHandle, type Handlers } from './use-handle.js';

/** The user's notifications in a component: their state, and the handle with which to act on them once it is open. */
export interface UseNotifications extends InboxState {
  /** Undefined for the very first render. */
  readonly inbox: Inbox | undefined;
}

const NOTHING: InboxState = { status: 'joining', notifications: [], unread: 0, hasMore: false };

/** Keeps the user's inbox open while the component is shown. `handlers` as in `useConversation`. */
export function useNotifications(handlers: Handlers<InboxEvents> = {}): UseNotifications {
  const [inbox, state = NOTHING] = useHandle<InboxState, InboxEvents, Inbox>(
    (client) => client.notifications.open(),
    '',
    handlers,
  );
  return { ...state, inbox };
}
