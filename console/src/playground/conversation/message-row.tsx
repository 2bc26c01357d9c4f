import type { Conversation, MemberMark, Message } from 'depth-realtime/client';
import { memo, type ReactNode } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { Avatar } from '../../ui/avatar.js';
import { Icon } from '../../ui/icon.js';
import { useNameOf } from '../names.js';
import { playgroundTexts } from '../playground.texts.js';
import styles from './conversation.module.css';
import { MessageActions } from './message-actions.js';
import { MessageBody } from './message-body.js';

export interface MessageRowProps {
  message: Message;
  /** The first of several that one person wrote in a row: it has their name. */
  first: boolean;
  own: boolean;
  members: readonly MemberMark[];
  /** Whether it was caught up after the connection had been cut. */
  missed: boolean;
  conversation: Conversation | undefined;
  onEdit: (messageId: string) => void;
}

/** A stored message. */
export const MessageRow = memo(function MessageRow({
  message,
  first,
  own,
  members,
  missed,
  conversation,
  onEdit,
}: MessageRowProps): ReactNode {
  const text = useTexts(playgroundTexts);
  const format = useFormat();
  const nameOf = useNameOf();
  const name = nameOf(message.senderId);
  return (
    <article
      className={styles['row']}
      data-own={own || undefined}
      data-first={first || undefined}
      data-missed={missed || undefined}
    >
      <div className={styles['face']}>{first && !own && <Avatar id={message.senderId} name={name} size="small" />}</div>
      <div className={styles['column']}>
        {first && !own ? (
          <h3 className={styles['sender']}>
            <bdi>{name}</bdi>
          </h3>
        ) : (
          <h3 className="visually-hidden">{name}</h3>
        )}
        <div className={styles['bubble']} data-deleted={message.deletedAt !== undefined || undefined}>
          <MessageBody message={message} />
        </div>
        <p className={styles['meta']}>
          {missed && (
            <span className={styles['missed']} title={text.missedHint}>
              {text.missed}
            </span>
          )}
          <time dateTime={message.createdAt}>{format.time(message.createdAt)}</time>
          {message.editedAt !== undefined && message.deletedAt === undefined && <span>{text.edited}</span>}
          <span className={styles['seq']} dir="ltr">
            {`#${message.seq}`}
          </span>
          {own && <ReadMark message={message} members={members} />}
        </p>
      </div>
      {message.deletedAt === undefined && own && (
        <MessageActions message={message} conversation={conversation} onEdit={onEdit} />
      )}
    </article>
  );
}, sameRow);

/** One tick once it is stored, two once somebody has read it. */
function ReadMark({ message, members }: { message: Message; members: readonly MemberMark[] }): ReactNode {
  const text = useTexts(playgroundTexts);
  const format = useFormat();
  const nameOf = useNameOf();
  const readers = readersOf(message, members);
  const label = readers.length === 0 ? text.sent : text.readBy(format.list(readers.map(nameOf)));
  return (
    <span className={styles['mark']} data-read={readers.length > 0 || undefined} title={label}>
      <Icon name={readers.length > 0 ? 'checks' : 'check'} />
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

function readersOf({ seq, senderId }: Message, members: readonly MemberMark[]): string[] {
  return members
    .filter(({ userId, lastReadSeq }) => userId !== senderId && lastReadSeq >= seq)
    .map(({ userId }) => userId);
}

/** Read marks are a new list with each event; a row is drawn again only when its own readers change. */
function sameRow(before: MessageRowProps, after: MessageRowProps): boolean {
  return (
    before.message === after.message &&
    before.first === after.first &&
    before.own === after.own &&
    before.missed === after.missed &&
    before.conversation === after.conversation &&
    (before.members === after.members ||
      readersOf(before.message, before.members).join() === readersOf(after.message, after.members).join())
  );
}
