export { RealtimeProvider, useRealtimeClient, type RealtimeProviderProps } from './realtime-context.js';
export { useConnection } from './use-connection.js';
export { useConversation, type UseConversation } from './use-conversation.js';
export type { Handlers } from './use-handle.js';
export { useNotifications, type UseNotifications } from './use-notifications.js';
export { useOutbox } from './use-outbox.js';
export { usePresence } from './use-presence.js';
export { useProject, type UseProject } from './use-project.js';
