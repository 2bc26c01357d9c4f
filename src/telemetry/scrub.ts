const TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
const CREDENTIALS = /:\/\/[^\s/@]*@/g;
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const LONGEST_NAME = 64;

/** The text without what looks like a JWT or like the credentials in a URL. A net below the rule that none gets here. */
export function scrub(text: string): string {
  return text.replaceAll(TOKEN, '[token]').replaceAll(CREDENTIALS, '://[credentials]@');
}

/** A name that a client chose, fit for a log: at most 64 characters, and none that could forge or hide a line. */
export function printableName(name: string): string {
  return name.slice(0, LONGEST_NAME).replaceAll(UNPRINTABLE, '\uFFFD');
}
