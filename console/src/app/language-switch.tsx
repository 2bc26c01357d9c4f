import type { ReactNode } from 'react';

import { useLocale } from '../i18n/locale-context.js';
import { useTexts } from '../i18n/texts.js';
import { Button } from '../ui/button.js';
import { shellTexts } from './shell.texts.js';

/** To the other of the two languages, named in that language. */
export function LanguageSwitch(): ReactNode {
  const { locale, setLocale } = useLocale();
  const text = useTexts(shellTexts);
  const other = locale === 'ar' ? 'en' : 'ar';
  return (
    <Button variant="quiet" size="small" icon="languages" title={text.switchLanguage} onClick={() => setLocale(other)}>
      <span lang={other}>{text.otherLanguage}</span>
    </Button>
  );
}
