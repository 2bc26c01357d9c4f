import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';

import { Config } from '../config/config.js';
import { PlatformClient } from '../platform/platform-client.js';
import { Authenticator } from './authenticator.js';
import { DatabaseUserDirectory } from './database-user-directory.js';
import { PlatformUserDirectory } from './platform-user-directory.js';
import { TokenIssuer } from './token-issuer.js';
import { TokenKeys } from './token-keys.js';
import { TokenSignatures } from './token-signatures.js';
import { TokenVerifier } from './token-verifier.js';
import { UserChanges } from './user-changes.js';
import { UserDirectory } from './user.js';
import { UserStore } from './user.store.js';
import { UsersService } from './users.service.js';

/** Tokens and users: from a token to who is behind it. */
@Global()
@Module({})
export class AuthModule {
  /** With a provider of {@link UserDirectory} of the application's own, or else the platform, or else our users' table. */
  static with(
    directory: Provider<UserDirectory> = {
      provide: UserDirectory,
      inject: [Config, UserStore, PlatformClient],
      useFactory: userDirectory,
    },
  ): DynamicModule {
    return {
      module: AuthModule,
      imports: [JwtModule.register({})],
      providers: [
        Authenticator,
        TokenIssuer,
        TokenKeys,
        TokenSignatures,
        TokenVerifier,
        UserChanges,
        UserStore,
        UsersService,
        directory,
      ],
      exports: [Authenticator, TokenIssuer, UserChanges, UserDirectory, UsersService],
    };
  }
}

/** The directory that the configuration asks for. */
function userDirectory({ platform }: Config, store: UserStore, client: PlatformClient): UserDirectory {
  if (platform === undefined) return new DatabaseUserDirectory(store);
  return new PlatformUserDirectory(client, store, platform.cacheMs);
}
