import { type ReactNode, useState } from 'react';

import { useTexts } from '../i18n/texts.js';
import { Button } from '../ui/button.js';
import { TextArea } from '../ui/field.js';
import { type Credentials, looksLikeToken } from './credentials.js';
import { sessionTexts } from './session.texts.js';
import styles from './sign-in.module.css';

/** Takes a token from the clipboard. */
export function TokenForm({ onSignIn }: { onSignIn: (credentials: Credentials) => void }): ReactNode {
  const text = useTexts(sessionTexts);
  const [token, setToken] = useState('');
  const [invalid, setInvalid] = useState(false);
  const submit = (): void => {
    const pasted = token.trim().replace(/^Bearer\s+/i, '');
    if (looksLikeToken(pasted)) onSignIn({ kind: 'token', token: pasted });
    setInvalid(!looksLikeToken(pasted));
  };
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextArea
        label={text.token}
        hint={text.tokenHint}
        error={invalid ? text.tokenInvalid : undefined}
        dir="ltr"
        rows={3}
        autoComplete="off"
        spellCheck={false}
        value={token}
        onChange={(event) => setToken(event.target.value)}
      />
      <Button type="submit" variant="primary">
        {text.useToken}
      </Button>
    </form>
  );
}
