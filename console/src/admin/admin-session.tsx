import { type ReactNode, useEffect } from 'react';

import { useTexts } from '../i18n/texts.js';
import type { Credentials } from '../session/credentials.js';
import { useSocket } from '../session/use-socket.js';
import { Button } from '../ui/button.js';
import { EmptyState } from '../ui/empty-state.js';
import styles from './admin.module.css';
import { adminTexts } from './admin.texts.js';

/** What an administrator sees, once the server has let them in. */
export function AdminSession({
  credentials,
  leave,
}: {
  credentials: Credentials;
  leave: (why?: string) => void;
}): ReactNode {
  const text = useTexts(adminTexts);
  const state = useSocket(credentials, '/admin');
  useEffect(() => {
    if (state.status === 'refused') leave(state.code === 'FORBIDDEN' ? text.refused : state.message);
  }, [state, leave, text]);
  if (state.status !== 'online') return <EmptyState icon="plug" title={text.connecting} />;
  return (
    <div className={styles['bar']}>
      <h1 className={styles['title']}>{text.title}</h1>
      <Button size="small" onClick={() => leave()}>
        {text.signOut}
      </Button>
    </div>
  );
}
