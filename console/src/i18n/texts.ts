import type { Locale } from './locale.js';
import { useLocale } from './locale-context.js';

/** The shape of English texts with any wording: the compiler refuses another language that lacks one or has one more. */
export type Texts<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...values: infer V) => string
      ? (...values: V) => string
      : Texts<T[K]>;
};

/** What a part of the page says, in every language. Kept beside that part, so that it loads with it. */
export type Catalogue<T> = { readonly en: T } & Readonly<Record<Exclude<Locale, 'en'>, Texts<T>>>;

/** The texts of a part in the language of the page. */
export function useTexts<T>(catalogue: Catalogue<T>): Texts<T> {
  const { locale } = useLocale();
  return catalogue[locale] as Texts<T>;
}
