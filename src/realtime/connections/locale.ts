import type { Locale } from '../../errors/catalogue.js';

interface HandshakeLanguage {
  readonly auth: Readonly<Record<string, unknown>>;
  readonly headers: { readonly 'accept-language'?: string | undefined };
}

/** The language of a client: what it says, else what its browser prefers, else the default. */
export function localeOf({ auth, headers }: HandshakeLanguage, fallback: Locale): Locale {
  const said = auth['locale'];
  if (said === 'ar' || said === 'en') return said;
  return preferredLocale(headers['accept-language'], fallback);
}

/** The first of our languages in an Accept-Language header, by its weights. */
export function preferredLocale(header: string | undefined, fallback: Locale): Locale {
  const ranges = (header ?? '')
    .slice(0, 200)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
      const weight = /^\s*q=([\d.]+)/.exec(parameters.join(';'))?.[1];
      return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) };
    })
    .sort((a, b) => b.weight - a.weight);
  for (const { language, weight } of ranges) {
    if (weight > 0 && (language === 'ar' || language === 'en')) return language;
  }
  return fallback;
}
