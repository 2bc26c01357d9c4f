import type { Reading } from './read-variables.js';
import type { VariableName } from './variables.js';

const TOKEN_KEYS = ['JWT_SECRET', 'JWT_PUBLIC_KEY', 'JWT_JWKS_FILE'] as const satisfies VariableName[];
const SAFE_SECRET_BYTES = 32;
const SAFE_API_KEY_BYTES = 16;

/** What is wrong with variables that are each acceptable on their own. */
export function combinationProblems({ values, given }: Reading): string[] {
  const production = values.NODE_ENV === 'production';
  const problems: string[] = [];

  const keys = TOKEN_KEYS.filter((name) => given.has(name));
  if (keys.length > 1) {
    problems.push(`${keys.join(', ')}: ${keys.length} token keys were given, only one of them is allowed`);
  } else if (keys.length === 0 && production) {
    problems.push('JWT_SECRET: nothing was given, and production needs it, or JWT_PUBLIC_KEY, or JWT_JWKS_FILE');
  }
  if (production && isShort(values.JWT_SECRET, SAFE_SECRET_BYTES)) {
    problems.push(
      `JWT_SECRET: the value (not shown) is not at least ${SAFE_SECRET_BYTES} bytes long, as production needs`,
    );
  }

  for (const name of ['REDIS_HOST', 'REDIS_PORT', 'REDIS_PASSWORD'] as const) {
    if (!given.has(name)) continue;
    if (given.has('REDIS_URL')) {
      problems.push(`${name}: it was given besides REDIS_URL, which says everything; only one of them is allowed`);
    } else if (!given.has('REDIS_HOST')) {
      problems.push(`${name}: it was given without REDIS_HOST, to which it belongs`);
    }
  }
  for (const name of ['PLATFORM', 'WEBHOOK'] as const) {
    if (given.has(`${name}_URL`) && !given.has(`${name}_SECRET`)) {
      problems.push(`${name}_SECRET: nothing was given, and the requests to ${name}_URL are signed with it`);
    } else if (given.has(`${name}_SECRET`) && !given.has(`${name}_URL`)) {
      problems.push(`${name}_SECRET: it was given without ${name}_URL, to which it belongs`);
    }
  }
  return problems;
}

/** What is allowed but unwise, one sentence each. */
export function combinationWarnings({ values }: Reading): string[] {
  const warnings: string[] = [];
  if (isShort(values.JWT_SECRET, SAFE_SECRET_BYTES)) {
    warnings.push(`JWT_SECRET is shorter than ${SAFE_SECRET_BYTES} bytes and can be guessed; production refuses it`);
  }
  if (isShort(values.SERVICE_API_KEY, SAFE_API_KEY_BYTES)) {
    warnings.push(`SERVICE_API_KEY is shorter than ${SAFE_API_KEY_BYTES} bytes and can be guessed`);
  }
  for (const name of ['PLATFORM_URL', 'WEBHOOK_URL'] as const) {
    if (values.NODE_ENV === 'production' && values[name]?.startsWith('http:') === true) {
      warnings.push(`${name} is not https: whoever is on the way can read what is sent, though not change it unseen`);
    }
  }
  return warnings;
}

function isShort(secret: string | undefined, bytes: number): boolean {
  return secret !== undefined && Buffer.byteLength(secret) < bytes;
}
