import { Module, type DynamicModule } from '@nestjs/common';

import { AccessModule } from './access/access.module.js';
import { AdminModule } from './admin/admin.module.js';
import { AuthModule } from './auth/auth.module.js';
import type { Authorities } from './authorities.js';
import { ChatModule } from './chat/chat.module.js';
import type { Config } from './config/config.js';
import { ConfigModule } from './config/config.module.js';
import { ConsoleModule } from './console/console.module.js';
import { DatabaseModule } from './database/database.module.js';
import { DemoModule } from './demo/demo.module.js';
import { DocsModule } from './docs/docs.module.js';
import { GeneralModule } from './general/general.module.js';
import { HealthModule } from './health/health.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { PlatformModule } from './platform/platform.module.js';
import { ProjectsModule } from './projects/projects.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { RedisConnection } from './realtime/cluster/redis-connection.js';
import { ServerApiModule } from './server-api/server-api.module.js';
import { TelemetryModule } from './telemetry/telemetry.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** The table of contents: first what everything rests on, then a module for each namespace, then the ways in by HTTP. */
@Module({})
export class AppModule {
  static with(config: Config, authorities: Authorities = {}): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.from(config),
        DatabaseModule,
        TelemetryModule,
        PlatformModule,
        AuthModule.with(authorities.userDirectory),
        AccessModule.with(authorities.accessPolicy),
        RealtimeModule,

        GeneralModule,
        ChatModule,
        ProjectsModule,
        NotificationsModule,
        AdminModule,

        WebhooksModule,
        ServerApiModule,
        HealthModule.withRedis(RedisConnection, [WebhooksModule]),
        DemoModule.with(config),
        ConsoleModule.with(config),
        DocsModule,
      ],
    };
  }
}
