import { variableNames } from './read-variables.js';
import { VARIABLES, type Variable } from './variables.js';

/** The table of all variables for the documentation, in Markdown. */
export function configTable(): string {
  const rows = variableNames().map((name) => {
    const variable: Variable<unknown> = VARIABLES[name];
    return `| \`${name}\` | ${defaultOf(variable)} | ${cell(`${variable.doc} Allowed: ${variable.parser.allowed}.`)} |`;
  });
  return ['| variable | default | what it does |', '|---|---|---|', ...rows].join('\n');
}

function defaultOf(variable: Variable<unknown>): string {
  if (variable.fallback === undefined) return variable.unset === undefined ? 'none' : cell(`none: ${variable.unset}`);
  const unit = variable.unit === undefined ? '' : ` ${variable.unit}`;
  return `\`${variable.fallback}\`${unit}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
