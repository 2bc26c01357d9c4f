import type { ReactNode } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { SelectField, TextField } from '../../ui/field.js';
import { playgroundTexts } from '../playground.texts.js';
import type { AttachmentDraft } from './attachment.js';
import styles from './conversation.module.css';

/** How an address begins. */
const URL_START = 'https://';

export interface AttachmentFormProps {
  draft: AttachmentDraft;
  invalid: boolean;
  onChange: (draft: AttachmentDraft) => void;
}

/** Describes an image or a file that is somewhere else already: messages carry addresses, not files. */
export function AttachmentForm({ draft, invalid, onChange }: AttachmentFormProps): ReactNode {
  const text = useTexts(playgroundTexts);
  return (
    <div className={styles['attachment']}>
      <SelectField
        label={text.attachKind}
        value={draft.kind}
        options={[
          { value: 'image', label: text.image },
          { value: 'file', label: text.file },
        ]}
        onChoose={(kind) => onChange({ ...draft, kind })}
      />
      <TextField
        label={text.attachUrl}
        hint={text.attachHint}
        error={invalid ? text.attachUrlInvalid : undefined}
        className={styles['wide']}
        dir="ltr"
        type="url"
        placeholder={URL_START}
        value={draft.url}
        onChange={(event) => onChange({ ...draft, url: event.target.value })}
      />
      <TextField
        label={text.attachName}
        dir="auto"
        maxLength={200}
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.target.value })}
      />
    </div>
  );
}
