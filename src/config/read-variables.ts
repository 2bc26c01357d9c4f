import { VARIABLES, type Values, type Variable, type VariableName } from './variables.js';

const LONGEST_QUOTE = 80;

/** What the environment gave. */
export interface Reading {
  /** Lacks the variables that `problems` is about; complete when there are none. */
  readonly values: Partial<Values>;
  /** The variables that the environment sets, rightly or wrongly. */
  readonly given: ReadonlySet<VariableName>;
  readonly problems: readonly string[];
}

/** Parses every variable on its own. How they go together is for {@link loadConfig} to judge. */
export function readVariables(env: NodeJS.ProcessEnv): Reading {
  const values: Partial<Record<VariableName, unknown>> = {};
  const given = new Set<VariableName>();
  const problems: string[] = [];
  for (const name of variableNames()) {
    const variable: Variable<unknown> = VARIABLES[name];
    const text = textOf(env[name], variable);
    if (text !== undefined) given.add(name);
    const value = parse(text ?? variable.fallback, variable);
    if (value !== undefined) values[name] = value;
    else if (text !== undefined)
      problems.push(`${name}: ${describe(text, variable)} is not ${variable.parser.allowed}`);
  }
  return { values: values as Partial<Values>, given, problems };
}

/** The names of all variables, in the order of their declaration. */
export function variableNames(): VariableName[] {
  return Object.keys(VARIABLES) as VariableName[];
}

/** A key may begin or end with a blank on purpose, anything else only by mistake. */
function textOf(given: string | undefined, variable: Variable<unknown>): string | undefined {
  const text = variable.secret ? given : given?.trim();
  return text === '' ? undefined : text;
}

function parse(text: string | undefined, variable: Variable<unknown>): unknown {
  return text === undefined ? undefined : variable.parser.parse(text);
}

/** What was given, for a message. Of a secret nothing but the scheme of a URL. */
function describe(text: string, variable: Variable<unknown>): string {
  if (variable.secret) {
    const scheme = /^[a-z][a-z+]{0,15}:\/\//i.exec(text)?.[0];
    return scheme === undefined ? 'the value (not shown)' : `the value (not shown, it begins with ${scheme})`;
  }
  const harmless = text.replaceAll(/\/\/[^,]*@/g, '//…@');
  const quoted = JSON.stringify(harmless.length > LONGEST_QUOTE ? `${harmless.slice(0, LONGEST_QUOTE)}…` : harmless);
  // JSON leaves DEL and the C1 controls as they are.
  return quoted.replace(/\p{Cc}/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
