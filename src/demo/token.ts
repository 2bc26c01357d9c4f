import { JwtService } from '@nestjs/jwt';

import { TokenIssuer } from '../auth/token-issuer.js';
import { installedSecret } from '../auth/token-key.js';
import type { Config } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';
import { isId } from '../rules/id.js';

/** @throws Error with a sentence for the terminal. */
function tokenFor(userId: string | undefined, config: Config): string {
  if (userId === undefined) throw new Error('Whose token? For instance: npm run token -- layla');
  if (!isId(userId)) throw new Error('A user id is 1 to 64 letters, digits, or . _ -');
  if (config.tokenKey === undefined && installedSecret(config.dataDir) === undefined) {
    throw new Error(`There is no secret in ${config.dataDir} yet: start the server once, then try again.`);
  }
  return new TokenIssuer(new JwtService(), config).issue(userId);
}

// Does not open the database: the server that runs holds it.
try {
  process.stdout.write(`${tokenFor(process.argv[2], loadConfig())}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
