import { intlLocale, type Locale } from './locale.js';

/** The forms that a counted noun takes; each language has those that it needs. */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

const RULES = { ar: new Intl.PluralRules('ar'), en: new Intl.PluralRules('en') } as const;
const NUMBERS = { ar: new Intl.NumberFormat(intlLocale('ar')), en: new Intl.NumberFormat(intlLocale('en')) } as const;

/** A number with its noun in the right form; `#` in the form is where the number goes. */
export function counted(locale: Locale, count: number, forms: Forms): string {
  const form = forms[RULES[locale].select(count)] ?? forms.other;
  return form.replace('#', NUMBERS[locale].format(count));
}
