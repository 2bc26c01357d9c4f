import { type ReactNode, useState } from 'react';

import { useTexts } from '../i18n/texts.js';
import type { Credentials } from '../session/credentials.js';
import { keepCredentials, keptCredentials } from '../session/kept-credentials.js';
import SignIn from '../session/sign-in.js';
import { adminTexts } from './admin.texts.js';
import { AdminSession } from './admin-session.js';

/** The administration, behind its own sign-in: the role `admin` is needed, and the server decides who has it. */
export default function Administration(): ReactNode {
  const text = useTexts(adminTexts);
  const [credentials, setCredentials] = useState<Credentials | null>(() => keptCredentials('admin') ?? null);
  const [refusal, setRefusal] = useState<string>();
  const choose = (next: Credentials | null, why?: string): void => {
    keepCredentials('admin', next);
    setCredentials(next);
    setRefusal(why);
  };
  return credentials === null ? (
    <SignIn title={text.signIn} role="admin" error={refusal} onSignIn={(next) => choose(next)} />
  ) : (
    <AdminSession credentials={credentials} leave={(why) => choose(null, why)} />
  );
}
