import { Module } from '@nestjs/common';

import { AsyncApiPage } from './asyncapi-page.js';
import { DocsController } from './docs.controller.js';

/** The descriptions that are made of the code, to be read in a browser. */
@Module({ providers: [AsyncApiPage], controllers: [DocsController] })
export class DocsModule {}
