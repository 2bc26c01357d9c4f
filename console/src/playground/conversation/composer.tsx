import type { Conversation, Message } from 'depth-realtime/client';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { IconButton } from '../../ui/button.js';
import { playgroundTexts } from '../playground.texts.js';
import { AttachmentForm } from './attachment-form.js';
import { type AttachmentDraft, attachmentOf } from './attachment.js';
import styles from './conversation.module.css';

export interface ComposerProps {
  conversation: Conversation;
  /** The message that is being changed; undefined for a new one. */
  editing: Message | undefined;
  /** A new message is on its way. */
  onWrite: () => void;
  onDone: () => void;
}

const NO_ATTACHMENT: AttachmentDraft = { kind: 'image', url: '', name: '' };

/** Where one writes. What is sent while there is no connection shows in the list, waiting. */
export function Composer({ conversation, editing, onWrite, onDone }: ComposerProps): ReactNode {
  const text = useTexts(playgroundTexts);
  const [content, setContent] = useState(editing?.content ?? '');
  const [attachment, setAttachment] = useState<AttachmentDraft>();
  const [invalid, setInvalid] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (editing !== undefined) field.current?.focus();
  }, [editing]);

  const submit = (): void => {
    const extras = attachment === undefined ? undefined : attachmentOf(attachment);
    if (attachment !== undefined && extras === undefined) {
      setInvalid(true);
      return;
    }
    const written = content.trim() === '' ? (extras?.metadata.name ?? '') : content.trim();
    if (written === '') return;
    if (editing === undefined) {
      void conversation.send(written, extras).catch(() => undefined);
      onWrite();
    } else void conversation.edit(editing.id, written).catch(() => undefined);
    conversation.typing(false);
    setContent('');
    setAttachment(undefined);
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter also ends the choice of an input method.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape' && editing !== undefined) onDone();
  };

  return (
    <form
      className={styles['composer']}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {editing !== undefined && (
        <div className={styles['editing']}>
          <span>{text.editing}</span>
          <IconButton icon="close" label={text.cancel} size="small" onClick={onDone} />
        </div>
      )}
      {attachment !== undefined && (
        <AttachmentForm
          draft={attachment}
          invalid={invalid}
          onChange={(next) => {
            setAttachment(next);
            setInvalid(false);
          }}
        />
      )}
      <div className={styles['line']}>
        {editing === undefined && (
          <IconButton
            icon="paperclip"
            label={text.attach}
            aria-expanded={attachment !== undefined}
            onClick={() => setAttachment(attachment === undefined ? NO_ATTACHMENT : undefined)}
          />
        )}
        <textarea
          ref={field}
          className={styles['input']}
          rows={1}
          dir="auto"
          aria-label={text.message}
          title={text.messageHint}
          placeholder={text.messagePlaceholder}
          maxLength={8000}
          value={content}
          onChange={(event) => {
            setContent(event.target.value);
            if (editing === undefined) conversation.typing(event.target.value !== '');
          }}
          onKeyDown={onKeyDown}
        />
        <IconButton
          type="submit"
          icon={editing === undefined ? 'send' : 'check'}
          variant="primary"
          flip={editing === undefined}
          label={editing === undefined ? text.send : text.save}
        />
      </div>
    </form>
  );
}
