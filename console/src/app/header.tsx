import type { ReactNode } from 'react';

import { useTexts } from '../i18n/texts.js';
import { useSettings } from '../server/settings.js';
import styles from './header.module.css';
import { LanguageSwitch } from './language-switch.js';
import { Mark } from './mark.js';
import { linkTo, useRoute } from './route.js';
import { shellTexts } from './shell.texts.js';
import { ThemeSwitch } from './theme-switch.js';

/** The top of every page: where one is, and how it looks. */
export function Header(): ReactNode {
  const text = useTexts(shellTexts);
  const { version } = useSettings();
  const [section = 'playground'] = useRoute();
  return (
    <header className={styles['header']}>
      <a className={styles['home']} href={linkTo()} aria-label={text.title} title={text.version(version)}>
        <Mark />
        <span className={styles['title']}>{text.title}</span>
      </a>
      <nav aria-label={text.navigation} className={styles['nav']}>
        <SectionLink href={linkTo()} label={text.playground} current={section === 'playground'} />
        <SectionLink href={linkTo('admin')} label={text.administration} current={section === 'admin'} />
        <a className={styles['link']} href="/docs" data-wide>
          {text.apiDocs}
        </a>
      </nav>
      <div className={styles['tools']}>
        <LanguageSwitch />
        <ThemeSwitch />
      </div>
    </header>
  );
}

function SectionLink({ href, label, current }: { href: string; label: string; current: boolean }): ReactNode {
  return (
    <a className={styles['link']} href={href} aria-current={current ? 'page' : undefined}>
      {label}
    </a>
  );
}
