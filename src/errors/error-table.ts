import { ERROR_CATALOGUE, type CatalogueEntry } from './catalogue.js';

/** The table of all errors for the documentation, in Markdown. */
export function errorTable(): string {
  const rows = Object.entries<CatalogueEntry>(ERROR_CATALOGUE).map(
    ([code, { message, retryable, httpStatus, raisedWhen }]) =>
      `| \`${code}\` | ${message.en} | ${message.ar} | ${retryable ? 'yes' : 'no'} | ${httpStatus} | ${raisedWhen} |`,
  );
  return ['| code | English | العربية | retry | HTTP | raised when |', '|---|---|---|---|---|---|', ...rows].join('\n');
}
