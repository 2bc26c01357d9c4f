import { DirectionProvider } from '@base-ui/react/direction-provider';
import { type ReactNode, useLayoutEffect, useMemo, useState } from 'react';

import { remembered } from '../ui/remembered.js';
import { directionOf, type Locale, LOCALES } from './locale.js';
import { LocaleContext } from './locale-context.js';

const CHOICE = remembered('locale', LOCALES);

/** Gives the page its language and direction: the one chosen last, or else that of the server. */
export function LocaleProvider({ initial, children }: { initial: Locale; children: ReactNode }): ReactNode {
  const [locale, setLocale] = useState<Locale>(() => CHOICE.read() ?? initial);
  const direction = directionOf(locale);
  useLayoutEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dir = direction;
  }, [locale, direction]);
  const choice = useMemo(
    () => ({
      locale,
      setLocale: (next: Locale) => {
        CHOICE.write(next);
        setLocale(next);
      },
    }),
    [locale],
  );
  return (
    <LocaleContext value={choice}>
      <DirectionProvider direction={direction}>{children}</DirectionProvider>
    </LocaleContext>
  );
}
