import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { StreamFeed } from '../../src/streams/stream-feed.js';
import { actions, RelayModel } from './streams.relay.model.js';

const property = fc.asyncProperty(actions, (list) => new RelayModel().run(list));

const feed = StreamFeed.prototype;
const { offer, start, hold, snapshot } = feed;

/** Each spoils one part of the feed in the way that the name says. */
const FAULTS: Record<string, () => unknown> = {
  'events are passed on as they come': () =>
    vi.spyOn(feed, 'offer').mockImplementation(function (this: StreamFeed, event) {
      offer.call(this, { ...event, seq: this.cursor + 1 });
    }),
  'an event that comes early is dropped, and the next ones go on': () =>
    vi.spyOn(feed, 'offer').mockImplementation(function (this: StreamFeed, event) {
      if (event.seq === this.cursor + 1) offer.call(this, event);
      else if (this.started) offer.call(this, { ...event, seq: this.cursor + 1 });
    }),
  'a snapshot claims one event too many': () =>
    vi.spyOn(feed, 'snapshot').mockImplementation(function (this: StreamFeed, joiner, seq) {
      snapshot.call(this, joiner, seq + 1);
    }),
  'a snapshot claims one event too few': () =>
    vi.spyOn(feed, 'snapshot').mockImplementation(function (this: StreamFeed, joiner, seq) {
      snapshot.call(this, joiner, seq - 1);
    }),
  'a snapshot from before the feed began is taken': () =>
    vi.spyOn(feed, 'start').mockImplementation(function (this: StreamFeed, position) {
      start.call(this, position);
      return true;
    }),
  'a join forgets what the member was': () =>
    vi.spyOn(feed, 'hold').mockImplementation(function (this: StreamFeed, member) {
      this.remove(member.id);
      return hold.call(this, member);
    }),
  'a member who joins again is not given what it lacks': () => vi.spyOn(feed, 'replay').mockReturnValue(),
  'a failed join ends the membership': () =>
    vi.spyOn(feed, 'cancel').mockImplementation(function (this: StreamFeed, joiner) {
      this.remove(joiner.member.id);
    }),
  'a join that was replaced still counts': () => vi.spyOn(feed, 'holds').mockReturnValue(true),
};

describe('the relay', () => {
  beforeEach(() => {
    Logger.overrideLogger(false);
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('gives every member everything after its snapshot, once, in order, whatever comes late, twice or never', async () => {
    await fc.assert(property, { numRuns: 5000 });
  });

  describe('would fail this test if', () => {
    it.each(Object.entries(FAULTS))('%s', async (_name, spoil) => {
      spoil();
      const outcome = await fc.check(property, { numRuns: 5000, endOnFailure: true });
      expect(outcome.failed).toBe(true);
    });
  });
});
