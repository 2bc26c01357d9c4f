import { Module, type DynamicModule } from '@nestjs/common';

import type { Config } from '../config/config.js';
import { ConsoleController } from './console.controller.js';
import { ConsoleFiles } from './console-files.js';
import { LandingController } from './landing.controller.js';

/** The web console at `/`, when `CONSOLE` says so; otherwise the server's own address leads to its documentation. */
@Module({})
export class ConsoleModule {
  static with(config: Config): DynamicModule {
    return config.console
      ? { module: ConsoleModule, controllers: [ConsoleController], providers: [ConsoleFiles] }
      : { module: ConsoleModule, controllers: [LandingController] };
  }
}
