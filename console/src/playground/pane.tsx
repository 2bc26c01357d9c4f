import { type ReactNode, useState } from 'react';

import { useTexts } from '../i18n/texts.js';
import { useSettings } from '../server/settings.js';
import type { Credentials } from '../session/credentials.js';
import { keepCredentials, keptCredentials, type Place } from '../session/kept-credentials.js';
import { SignIn } from '../session/sign-in.js';
import { useSocket } from '../session/use-socket.js';
import { Button } from '../ui/button.js';
import { EmptyState } from '../ui/empty-state.js';
import styles from './playground.module.css';
import { playgroundTexts } from './playground.texts.js';

export interface PaneProps {
  place: Exclude<Place, 'admin'>;
  label: string;
}

/** One of the two people. Who opens the page for the first time finds two users of the demo signed in. */
export function Pane({ place, label }: PaneProps): ReactNode {
  const { demo } = useSettings();
  const [credentials, setCredentials] = useState<Credentials | null>(() => {
    const kept = keptCredentials(place);
    if (kept !== undefined) return kept;
    const user = demo?.local === true ? demo.users[place === 'first' ? 0 : 1] : undefined;
    return user === undefined ? null : { kind: 'demo', userId: user.id };
  });
  const choose = (next: Credentials | null): void => {
    keepCredentials(place, next);
    setCredentials(next);
  };
  return (
    <section className={styles['pane']} aria-label={label}>
      {credentials === null ? (
        <SignIn onSignIn={choose} />
      ) : (
        <Session credentials={credentials} leave={() => choose(null)} />
      )}
    </section>
  );
}

function Session({ credentials, leave }: { credentials: Credentials; leave: () => void }): ReactNode {
  const text = useTexts(playgroundTexts);
  const state = useSocket(credentials, '/');
  return (
    <EmptyState icon="plug" title={state.status === 'refused' ? state.message : text[state.status]}>
      <Button size="small" onClick={leave}>
        {text.signOut}
      </Button>
    </EmptyState>
  );
}
