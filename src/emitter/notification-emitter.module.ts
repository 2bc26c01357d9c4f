import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata, type Provider } from '@nestjs/common';

import { NotificationEmitter } from '../notifications/notification-emitter.js';
import type { NotificationEmitterOptions } from './emitter-options.js';
import { EmitterRuntime } from './emitter-runtime.js';

/** Options that come from elsewhere, such as a configuration service. */
export interface NotificationEmitterAsyncOptions
  extends Pick<ModuleMetadata, 'imports'>, Pick<FactoryProvider<NotificationEmitterOptions>, 'inject' | 'useFactory'> {}

const OPTIONS = Symbol('NotificationEmitterOptions');

/**
 * Gives any Nest application the {@link NotificationEmitter} of Depth Realtime, from its own process. Import it once, in the
 * root module; it is global.
 *
 * The application starts without the database, and refuses to start on one that this package does not know. What was
 * accepted is written before it ends: call `enableShutdownHooks()`, or `close()`.
 *
 * @example
 * ```ts
 * @Module({ imports: [NotificationEmitterModule.forRoot({ databaseUrl, redisUrl })] })
 * export class AppModule {}
 * ```
 */
@Module({})
export class NotificationEmitterModule {
  static forRoot(options: NotificationEmitterOptions): DynamicModule {
    return moduleWith([{ provide: OPTIONS, useValue: options }]);
  }

  static forRootAsync({ imports, inject, useFactory }: NotificationEmitterAsyncOptions): DynamicModule {
    return moduleWith([{ provide: OPTIONS, inject: inject ?? [], useFactory }], imports);
  }
}

function moduleWith(options: Provider[], imports: ModuleMetadata['imports'] = []): DynamicModule {
  return {
    module: NotificationEmitterModule,
    global: true,
    imports,
    providers: [
      ...options,
      {
        provide: EmitterRuntime,
        inject: [OPTIONS],
        useFactory: (given: NotificationEmitterOptions) => EmitterRuntime.create(given),
      },
      {
        provide: NotificationEmitter,
        inject: [EmitterRuntime],
        useFactory: ({ emitter }: EmitterRuntime) => emitter,
      },
    ],
    exports: [NotificationEmitter],
  };
}
