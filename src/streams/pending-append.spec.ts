import { beforeEach, describe, expect, it } from 'vitest';

import { AppendsUnderWay, PendingAppend } from './pending-append.js';
import type { NewStreamEvent } from './stream.js';

describe('AppendsUnderWay', () => {
  let underWay: AppendsUnderWay;

  beforeEach(() => {
    underWay = new AppendsUnderWay();
  });

  const event = (stream: string, actorId: string, clientId: string | undefined): NewStreamEvent => ({
    stream: `conversation:${stream}`,
    type: 'message',
    actorId,
    clientId,
    data: {},
  });
  const begin = (...of: Parameters<typeof event>): PendingAppend => new PendingAppend(event(...of), underWay);
  const found = (...of: Parameters<typeof event>): PendingAppend | undefined => underWay.find(event(...of));

  it('finds an append by its stream, actor and client id until it is settled', async () => {
    const append = begin('general', 'layla', '1');
    expect(found('general', 'layla', '1')).toBe(append);
    append.reject(new Error('refused'));
    await expect(append.promise).rejects.toThrow('refused');
    expect(found('general', 'layla', '1')).toBeUndefined();
  });

  it('knows no append without a client id', () => {
    begin('general', 'layla', undefined);
    expect(found('general', 'layla', undefined)).toBeUndefined();
  });

  it('tells those apart that use the same client id, in whatever order they come and go', () => {
    const result = { event: {} as never, repeated: false };
    const first = begin('general', 'layla', '1');
    const second = begin('general', 'omar', '1');
    const third = begin('other', 'layla', '1');
    expect(found('general', 'omar', '1')).toBe(second);
    expect(found('other', 'layla', '1')).toBe(third);
    expect(found('other', 'omar', '1')).toBeUndefined();
    first.resolve(result);
    expect(found('general', 'layla', '1')).toBeUndefined();
    expect(found('general', 'omar', '1')).toBe(second);
    const again = begin('general', 'layla', '1');
    second.resolve(result);
    expect(found('general', 'omar', '1')).toBeUndefined();
    expect(found('general', 'layla', '1')).toBe(again);
    again.resolve(result);
    third.resolve(result);
    expect(found('other', 'layla', '1')).toBeUndefined();
  });
});
