import { lazy, type ReactNode, Suspense, useState } from 'react';

import { useLocale } from '../../i18n/locale-context.js';
import { useSettings } from '../../server/settings.js';
import { type Credentials, identityOf } from '../../session/credentials.js';
import { keepCredentials, keptCredentials } from '../../session/kept-credentials.js';
import styles from './pane.module.css';
import type { Side } from './side.js';
import { SignedIn } from './signed-in.js';

const SignIn = lazy(() => import('../../session/sign-in.js'));

export interface PaneProps {
  side: Side;
  label: string;
  /** Not the one that a narrow screen shows; a wide one shows both. */
  behind: boolean;
}

/** One of the two people. Who opens the page for the first time finds two users of the demo signed in. */
export function Pane({ side, label, behind }: PaneProps): ReactNode {
  const { demo } = useSettings();
  const { locale } = useLocale();
  const [credentials, setCredentials] = useState<Credentials | null>(() => {
    const kept = keptCredentials(side);
    if (kept !== undefined) return kept;
    const user = demo?.local === true ? demo.users[side === 'first' ? 0 : 1] : undefined;
    return user === undefined ? null : { kind: 'demo', userId: user.id };
  });
  const [cut, setCut] = useState(false);
  const choose = (next: Credentials | null): void => {
    keepCredentials(side, next);
    setCredentials(next);
  };
  return (
    <section className={styles['pane']} aria-label={label} data-behind={behind || undefined} data-side={side}>
      {credentials === null ? (
        <div className={styles['signIn']}>
          <Suspense fallback={null}>
            <SignIn onSignIn={choose} />
          </Suspense>
        </div>
      ) : (
        // Another language is another connection: the server is told of it when one connects.
        <SignedIn
          key={`${locale} ${identityOf(credentials)}`}
          side={side}
          credentials={credentials}
          cut={cut}
          setCut={setCut}
          onChange={choose}
        />
      )}
    </section>
  );
}
