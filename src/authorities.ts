import type { Provider } from '@nestjs/common';

import type { AccessPolicy } from './access/access-policy.js';
import type { UserDirectory } from './auth/user.js';

/**
 * Who decides about users and access in an application that embeds this one: a provider for each of the two tokens, in the
 * place of our own. What the providers need comes with them, from global modules, or from this application's configuration
 * and database.
 */
export interface Authorities {
  /** A provider of the token `UserDirectory`. */
  readonly userDirectory?: Provider<UserDirectory> | undefined;
  /** A provider of the token `AccessPolicy`. */
  readonly accessPolicy?: Provider<AccessPolicy> | undefined;
}
