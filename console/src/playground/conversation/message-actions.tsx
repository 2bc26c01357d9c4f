import type { Conversation, Message } from 'depth-realtime/client';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { IconButton } from '../../ui/button.js';
import { playgroundTexts } from '../playground.texts.js';
import styles from './conversation.module.css';

const Confirmation = lazy(() => import('../../ui/confirmation.js'));

export interface MessageActionsProps {
  message: Message;
  conversation: Conversation | undefined;
  onEdit: (messageId: string) => void;
}

/** What one can do with a message of one's own; shows when one points at it or comes to it with the keyboard. */
export function MessageActions({ message, conversation, onEdit }: MessageActionsProps): ReactNode {
  const text = useTexts(playgroundTexts);
  const [deleting, setDeleting] = useState(false);
  return (
    <div className={styles['actions']}>
      <IconButton icon="pencil" label={text.edit} size="small" onClick={() => onEdit(message.id)} />
      <IconButton icon="trash" label={text.delete} size="small" onClick={() => setDeleting(true)} />
      {deleting && (
        <Suspense fallback={null}>
          <Confirmation
            title={text.deleteTitle}
            description={text.deleteText}
            confirm={text.delete}
            cancel={text.cancel}
            onConfirm={() => void conversation?.delete(message.id).catch(() => undefined)}
            onClose={() => setDeleting(false)}
          />
        </Suspense>
      )}
    </div>
  );
}
