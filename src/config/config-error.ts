/**
 * The environment is not acceptable. The message lists every problem, one to a line, each beginning with the name of its
 * variable; it never contains a secret, so it may be printed.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
