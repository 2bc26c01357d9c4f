import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';

import { UserDirectory } from '../auth/user.js';
import { Config } from '../config/config.js';
import { PlatformClient } from '../platform/platform-client.js';
import { AccessPolicy } from './access-policy.js';
import { DatabaseAccessPolicy } from './database-access-policy.js';
import { MembershipsStore } from './memberships.store.js';
import { PlatformAccessPolicy } from './platform-access-policy.js';

/** Who may be where. */
@Global()
@Module({})
export class AccessModule {
  /** With a provider of {@link AccessPolicy} of the application's own, or else the platform, or else our tables. */
  static with(
    policy: Provider<AccessPolicy> = {
      provide: AccessPolicy,
      inject: [Config, MembershipsStore, UserDirectory, PlatformClient],
      useFactory: accessPolicy,
    },
  ): DynamicModule {
    return { module: AccessModule, providers: [MembershipsStore, policy], exports: [AccessPolicy] };
  }
}

/** The policy that the configuration asks for. */
function accessPolicy(
  { platform }: Config,
  memberships: MembershipsStore,
  directory: UserDirectory,
  client: PlatformClient,
): AccessPolicy {
  if (platform === undefined) return new DatabaseAccessPolicy(memberships, directory);
  return new PlatformAccessPolicy(client, directory, platform.cacheMs);
}
