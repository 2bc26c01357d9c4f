import type { PendingMessage } from 'depth-realtime/client';
import type { UseConversation } from 'depth-realtime/react';
import { type ReactNode, useRef } from 'react';
import { VList, type VListHandle } from 'virtua';

import { useTexts } from '../../i18n/texts.js';
import { Button } from '../../ui/button.js';
import { EmptyState } from '../../ui/empty-state.js';
import { useMe } from '../members/use-me.js';
import { playgroundTexts } from '../playground.texts.js';
import styles from './conversation.module.css';
import { type Row, rowsOf } from './message-rows.js';
import { DayRow } from './day-row.js';
import { MessageRow } from './message-row.js';
import { PendingRow } from './pending-row.js';
import { useReading } from './use-reading.js';
import { useScrolling } from './use-scrolling.js';

export interface MessageListProps {
  conversation: UseConversation;
  missed: ReadonlySet<string>;
  /** How many messages one has written here: with each the list goes to the newest. */
  written: number;
  onEdit: (messageId: string) => void;
}

/**
 * The messages, of which only those in sight are in the document. It follows the newest while one is there, stays where it is
 * while one reads, and loads older ones as one comes to the oldest.
 */
export function MessageList({ conversation, missed, written, onEdit }: MessageListProps): ReactNode {
  const text = useTexts(playgroundTexts);
  const me = useMe();
  const { messages, pending, members, status, hasMore } = conversation;
  const rows = rowsOf(messages, pending, hasMore);
  const list = useRef<VListHandle>(null);
  const frame = useRef<HTMLDivElement>(null);
  const scrolling = useScrolling(list, frame, conversation, rows.length, written);
  useReading(conversation, me, scrolling.atEnd);
  const empty = messages.length === 0 && pending.length === 0;
  return (
    <div ref={frame} className={styles['listFrame']}>
      {empty && <EmptyState icon="send" title={status === 'joined' ? text.noMessages : text.joining} />}
      <VList
        ref={list}
        className={styles['list']}
        role="log"
        // New messages are told by the announcer, one at a time: here every row that scrolls into sight would be.
        aria-live="off"
        aria-label={text.messages}
        tabIndex={0}
        shift={scrolling.prepending}
        onScroll={scrolling.onScroll}
        data={empty ? [] : rows}
      >
        {(row: Row) => {
          switch (row.kind) {
            case 'start':
              return (
                <p key="start" className={styles['start']}>
                  {row.hasMore ? text.loadingOlder : text.beginning}
                </p>
              );
            case 'day':
              return <DayRow key={row.key} at={row.at} />;
            case 'message':
              return (
                <MessageRow
                  key={row.key}
                  message={row.message}
                  first={row.first}
                  own={row.message.senderId === me}
                  members={members}
                  missed={missed.has(row.message.id)}
                  conversation={conversation.conversation}
                  onEdit={onEdit}
                />
              );
            case 'pending':
              return <PendingRow key={row.key} message={row.message satisfies PendingMessage} />;
          }
        }}
      </VList>
      {!scrolling.atEnd && (
        <Button size="small" icon="arrowDown" className={styles['toNewest']} onClick={scrolling.toEnd}>
          {scrolling.below > 0 ? text.newBelow(scrolling.below) : text.toNewest}
        </Button>
      )}
    </div>
  );
}
