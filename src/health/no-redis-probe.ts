import { Injectable } from '@nestjs/common';

import { RedisProbe, type RedisState } from './redis-probe.js';

/** For a node without Redis. */
@Injectable()
export class NoRedisProbe extends RedisProbe {
  async ping(): Promise<RedisState> {
    return 'off';
  }
}
