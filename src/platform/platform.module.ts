import { Global, Module } from '@nestjs/common';

import { PlatformClient } from './platform-client.js';

/** The platform that `PLATFORM_URL` names, if it names one. */
@Global()
@Module({ providers: [PlatformClient], exports: [PlatformClient] })
export class PlatformModule {}
