import type { UseConversation } from 'depth-realtime/react';
import { useEffect, useRef, useSyncExternalStore } from 'react';

/** How often others are told that one has read on, at most, in milliseconds: a mark is for all before it. */
const EVERY_MS = 1200;

/** Marks what is in sight as read, while the page is. */
export function useReading(
  { conversation, messages, unread, status }: UseConversation,
  me: string | undefined,
  atEnd: boolean,
): void {
  const visible = useSyncExternalStore(onVisibility, () => document.visibilityState === 'visible');
  const reading = atEnd && visible && status === 'joined' && unread > 0;
  const newest = useRef<string>(undefined);
  useEffect(() => {
    newest.current = reading
      ? messages.findLast(({ senderId, deletedAt }) => senderId !== me && deletedAt === undefined)?.id
      : undefined;
  });
  useEffect(() => {
    let told: string | undefined;
    const tell = (): void => {
      const messageId = newest.current;
      if (conversation === undefined || messageId === undefined || messageId === told) return;
      told = messageId;
      conversation.read(messageId).catch(() => {
        // Told with the next message, or when the conversation is opened again.
        told = undefined;
      });
    };
    const timer = setInterval(tell, EVERY_MS);
    return () => clearInterval(timer);
  }, [conversation]);
}

function onVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener);
  return () => document.removeEventListener('visibilitychange', listener);
}
