import { type DynamicModule, Global, Module } from '@nestjs/common';

import { Config } from './config.js';
import { loadConfig } from './load-config.js';

/** Provides {@link Config} to every module. */
@Global()
@Module({})
export class ConfigModule {
  /** With a configuration that was made elsewhere, such as by a test. */
  static from(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: Config, useValue: config }], exports: [Config] };
  }

  /**
   * With the configuration of this process.
   *
   * @throws ConfigError
   */
  static fromEnvironment(): DynamicModule {
    return ConfigModule.from(loadConfig());
  }
}
