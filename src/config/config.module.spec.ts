import { Test } from '@nestjs/testing';
import { expect, it } from 'vitest';

import { Config } from './config.js';
import { ConfigModule } from './config.module.js';
import { loadConfig } from './load-config.js';

it('provides the configuration that it was given', async () => {
  const config = loadConfig({ PORT: '0' });
  const module = await Test.createTestingModule({ imports: [ConfigModule.from(config)] }).compile();
  expect(module.get(Config)).toBe(config);
  await module.close();
});
