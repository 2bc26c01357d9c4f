import { describe, expect, it } from 'vitest';

import { parseRedisUrl } from './redis-url.js';

describe('parseRedisUrl', () => {
  it.each([
    ['redis://cache', { kind: 'server', hosts: [{ host: 'cache', port: 6379 }], tls: false, database: 0 }],
    ['rediss://:s%40cret@10.0.0.1:7000/2', { tls: true, username: undefined, password: 's@cret', database: 2 }],
    ['redis://app:pw@[::1]:6380', { hosts: [{ host: '::1', port: 6380 }], username: 'app', password: 'pw' }],
    [
      'redis-sentinel://:pw@a:1,b/0#main',
      {
        kind: 'sentinel',
        hosts: [
          { host: 'a', port: 1 },
          { host: 'b', port: 26_379 },
        ],
        name: 'main',
      },
    ],
    [
      'redis-cluster://a:1,b:2,c',
      {
        kind: 'cluster',
        hosts: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
          { host: 'c', port: 6379 },
        ],
      },
    ],
    ['rediss-cluster://a', { kind: 'cluster', tls: true }],
  ])('reads %s', (url, expected) => {
    expect(parseRedisUrl(url)).toMatchObject(expected);
  });

  it.each([
    'cache:6379',
    'http://cache',
    'redis://',
    'redis://a,b',
    'redis://a:0',
    'redis://a:70000',
    'redis://a#main',
    'redis-sentinel://a,b',
    'redis-cluster://a/1',
    'redis-cluster://a,,b',
    'redis://:%@a',
    'redis://a/x',
  ])('refuses %s', (url) => {
    expect(parseRedisUrl(url)).toBeUndefined();
  });
});
