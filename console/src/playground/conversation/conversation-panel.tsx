import type { UseConversation } from 'depth-realtime/react';
import { type ReactNode, useState } from 'react';

import { MemberStrip } from '../members/member-strip.js';
import { RoomGate } from '../room-gate.js';
import { Composer } from './composer.js';
import styles from './conversation.module.css';
import { MessageList } from './message-list.js';
import { TypingLine } from './typing-line.js';

export interface ConversationPanelProps {
  conversation: UseConversation;
  missed: ReadonlySet<string>;
}

/** A conversation: who is in it, what was written, and where one writes. */
export function ConversationPanel({ conversation, missed }: ConversationPanelProps): ReactNode {
  const [editing, setEditing] = useState<string>();
  const [written, setWritten] = useState(0);
  const { status, error, members, messages, typing } = conversation;
  return (
    <RoomGate status={status} error={error}>
      <MemberStrip userIds={members.map(({ userId }) => userId)} />
      <MessageList conversation={conversation} missed={missed} written={written} onEdit={setEditing} />
      <div className={styles['foot']}>
        <TypingLine userIds={typing} />
        {conversation.conversation !== undefined && (
          <Composer
            key={editing ?? 'new'}
            conversation={conversation.conversation}
            editing={messages.find(({ id }) => id === editing)}
            onWrite={() => setWritten(written + 1)}
            onDone={() => setEditing(undefined)}
          />
        )}
      </div>
    </RoomGate>
  );
}
