import type { Project } from 'depth-realtime/client';
import { type ReactNode, useState } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { Button } from '../../ui/button.js';
import { TextField } from '../../ui/field.js';
import { playgroundTexts } from '../playground.texts.js';
import styles from './project.module.css';

/** Where one comments on a project. */
export function CommentForm({ room }: { room: Project }): ReactNode {
  const text = useTexts(playgroundTexts);
  const [comment, setComment] = useState('');
  return (
    <form
      className={styles['commentForm']}
      onSubmit={(event) => {
        event.preventDefault();
        if (comment.trim() === '') return;
        void room.comment(comment.trim()).catch(() => undefined);
        setComment('');
      }}
    >
      <TextField
        label={text.comment}
        labelHidden
        className={styles['commentField']}
        placeholder={text.commentPlaceholder}
        dir="auto"
        maxLength={4000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <Button type="submit">{text.addComment}</Button>
    </form>
  );
}
