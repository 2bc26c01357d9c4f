import { createContext, use } from 'react';

import type { Locale } from './locale.js';

/** The language of the page, and how to change it. */
export interface LocaleChoice {
  readonly locale: Locale;
  readonly setLocale: (locale: Locale) => void;
}

export const LocaleContext = createContext<LocaleChoice>({ locale: 'ar', setLocale: () => undefined });

export function useLocale(): LocaleChoice {
  return use(LocaleContext);
}
