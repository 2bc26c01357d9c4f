import type { Message, PendingMessage } from 'depth-realtime/client';
import type { ReactNode } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { Icon } from '../../ui/icon.js';
import { playgroundTexts } from '../playground.texts.js';
import styles from './conversation.module.css';

type Body = Pick<Message, 'type' | 'content' | 'metadata' | 'deletedAt'> | PendingMessage;

/**
 * What a message says, as text and nothing else. An image or a file is a card with a link: the page asks nobody but its own
 * server for anything, so that whoever sends a message does not learn who looks at it.
 */
export function MessageBody({ message }: { message: Body }): ReactNode {
  const text = useTexts(playgroundTexts);
  if ('deletedAt' in message && message.deletedAt !== undefined) return <em>{text.deleted}</em>;
  const { type, content, metadata } = message;
  const link = type === 'text' ? undefined : safeLink(metadata.url);
  return (
    <>
      {type !== 'text' && link !== undefined && (
        <FileCard kind={type} link={link} name={metadata.name} size={metadata.size} />
      )}
      {(link === undefined || content !== metadata.name) && (
        <p dir="auto" className={styles['text']}>
          {content}
        </p>
      )}
    </>
  );
}

interface FileCardProps {
  kind: 'image' | 'file';
  link: URL;
  name: string | undefined;
  size: number | undefined;
}

function FileCard({ kind, link, name, size }: FileCardProps): ReactNode {
  const text = useTexts(playgroundTexts);
  const format = useFormat();
  return (
    <a
      className={styles['file']}
      href={link.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={text.openFile(link.host)}
    >
      <span className={styles['fileIcon']}>
        <Icon name={kind} />
      </span>
      <span className={styles['fileText']}>
        <bdi className={styles['fileName']}>{name ?? link.pathname.split('/').at(-1)}</bdi>
        <span className={styles['fileHost']}>
          <bdi dir="ltr">{link.host}</bdi>
          {size !== undefined && ` · ${format.bytes(size)}`}
        </span>
      </span>
      <Icon name="external" flip />
    </a>
  );
}

/** Only https goes into a link, whatever a server may have let through. */
function safeLink(url: string | undefined): URL | undefined {
  const parsed = url === undefined ? null : URL.parse(url);
  return parsed?.protocol === 'https:' ? parsed : undefined;
}
