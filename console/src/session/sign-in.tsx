import type { ReactNode } from 'react';

import type { DemoUser } from '../../../src/console/console.protocol.js';
import { useTexts } from '../i18n/texts.js';
import { useSettings } from '../server/settings.js';
import type { Credentials } from './credentials.js';
import { DemoUsers } from './demo-users.js';
import { sessionTexts } from './session.texts.js';
import styles from './sign-in.module.css';
import { TokenForm } from './token-form.js';

const TOKEN_COMMAND = 'npm run --silent token --';

export interface SignInProps {
  title?: string;
  /** Only users of the demo with this role are offered. */
  role?: DemoUser['role'];
  onSignIn: (credentials: Credentials) => void;
  /** Why the last attempt failed. */
  error?: string | undefined;
}

/** The ways in: as a user of the demo where there is one, and with a token always. */
export default function SignIn({ title, role, onSignIn, error }: SignInProps): ReactNode {
  const text = useTexts(sessionTexts);
  const { demo } = useSettings();
  const withDemo = demo?.local === true;
  const users = demo?.users.filter((user) => role === undefined || user.role === role) ?? [];
  return (
    <div className={styles['sheet']}>
      <h2 className={styles['title']}>{title ?? text.title}</h2>
      {error !== undefined && (
        <p className={styles['refusal']} role="alert">
          {error}
        </p>
      )}
      {withDemo && <DemoUsers users={users} onChoose={(userId) => onSignIn({ kind: 'demo', userId })} />}
      {demo?.local === false && (
        <p className={styles['note']}>
          {text.notLocal} <code dir="ltr">{`${TOKEN_COMMAND} ${users[0]?.id ?? ''}`}</code>
        </p>
      )}
      {withDemo ? (
        <details className={styles['more']}>
          <summary>{text.orToken}</summary>
          <TokenForm onSignIn={onSignIn} />
        </details>
      ) : (
        <TokenForm onSignIn={onSignIn} />
      )}
    </div>
  );
}
