import { useMemo } from 'react';

import { intlLocale, type Locale } from './locale.js';
import { useLocale } from './locale-context.js';

/** How the page writes numbers and times in its language. */
export interface Format {
  number(value: number, options?: Intl.NumberFormatOptions): string;
  /** Hours and minutes, of an ISO time or milliseconds since 1970. */
  time(at: string | number): string;
  /** Hours to milliseconds. */
  preciseTime(at: string | number): string;
  dateTime(at: string | number): string;
  day(at: string | number): string;
  /** Such as "5 minutes ago". */
  ago(at: string | number, now: number): string;
  /** Such as "3.2 MB". */
  bytes(count: number): string;
  list(items: readonly string[]): string;
}

/** The formats of the language of the page. */
export function useFormat(): Format {
  const { locale } = useLocale();
  return useMemo(() => formatOf(locale), [locale]);
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

const STEPS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

function formatOf(locale: Locale): Format {
  const tag = intlLocale(locale);
  const whole = new Intl.NumberFormat(tag);
  const time = new Intl.DateTimeFormat(tag, { hour: 'numeric', minute: '2-digit' });
  const precise = new Intl.DateTimeFormat(tag, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  });
  const dateTime = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'medium' });
  const day = new Intl.DateTimeFormat(tag, { weekday: 'long', day: 'numeric', month: 'long' });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const list = new Intl.ListFormat(tag);
  return {
    number: (value, options) => (options === undefined ? whole : new Intl.NumberFormat(tag, options)).format(value),
    time: (at) => time.format(new Date(at)),
    preciseTime: (at) => precise.format(new Date(at)),
    dateTime: (at) => dateTime.format(new Date(at)),
    day: (at) => day.format(new Date(at)),
    ago: (at, now) => {
      const seconds = (new Date(at).getTime() - now) / 1000;
      const [unit, length] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? ['second', 1];
      return relative.format(Math.round(seconds / length), unit);
    },
    bytes: (count) => {
      const power = count < 1 ? 0 : Math.min(Math.floor(Math.log10(count) / 3), UNITS.length - 1);
      return new Intl.NumberFormat(tag, {
        style: 'unit',
        unit: UNITS[power] ?? 'byte',
        // In English the short form of one byte is also that of none and of many.
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumFractionDigits: 1,
      }).format(count / 1000 ** power);
    },
    list: (items) => list.format(items),
  };
}
