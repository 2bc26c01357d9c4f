import { lazy, type ReactNode, Suspense } from 'react';

import { useTexts } from '../i18n/texts.js';
import { Playground } from '../playground/playground.js';
import { EmptyState } from '../ui/empty-state.js';
import styles from './app.module.css';
import { ErrorBoundary } from './error-boundary.js';
import { Header } from './header.js';
import { linkTo, useRoute } from './route.js';
import { shellTexts } from './shell.texts.js';

const Administration = lazy(() => import('../admin/administration.js'));

/** The frame of the page, and in it the part that the address names. */
export function App(): ReactNode {
  const text = useTexts(shellTexts);
  const [section = 'playground'] = useRoute();
  return (
    <div className={styles['app']}>
      <a
        className={styles['skip']}
        href="#content"
        onClick={(event) => {
          // The part behind the # is the address of the page.
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        {text.skip}
      </a>
      <Header />
      <main id="content" className={styles['content']} tabIndex={-1}>
        <ErrorBoundary key={section}>
          <Suspense fallback={null}>
            <Section name={section} />
          </Suspense>
        </ErrorBoundary>
      </main>
    </div>
  );
}

function Section({ name }: { name: string }): ReactNode {
  const text = useTexts(shellTexts);
  switch (name) {
    case 'playground':
      return <Playground />;
    case 'admin':
      return <Administration />;
    default:
      return (
        <EmptyState icon="search" title={text.notFound}>
          <a href={linkTo()}>{text.toPlayground}</a>
        </EmptyState>
      );
  }
}
