import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';

import { AccessPolicy } from './access-policy.js';
import { DatabaseAccessPolicy } from './database-access-policy.js';
import { MembershipsStore } from './memberships.store.js';

/** Who may be where. */
@Global()
@Module({})
export class AccessModule {
  /** With a provider of {@link AccessPolicy} of the application's own, or else our tables of members. */
  static with(
    policy: Provider<AccessPolicy> = { provide: AccessPolicy, useClass: DatabaseAccessPolicy },
  ): DynamicModule {
    return { module: AccessModule, providers: [MembershipsStore, policy], exports: [AccessPolicy] };
  }
}
