import { beforeEach, describe, expect, it } from 'vitest';

import type { StreamEvent } from './stream.js';
import { StreamAudience, type StreamMember } from './stream-audience.js';
import { StreamFeed } from './stream-feed.js';

const event = (seq: number, epoch = 'e1'): StreamEvent => ({
  stream: 'conversation:c',
  epoch,
  seq,
  type: 'message',
  actorId: 'u',
  clientId: null,
  refSeq: null,
  origin: null,
  data: {},
  createdAt: '2026-01-01T00:00:00.000Z',
  consumed: 0,
});

describe('StreamFeed', () => {
  let heard: string[];
  let feed: StreamFeed;

  const name = ({ epoch, seq }: StreamEvent): string => `${epoch}.${seq}`;

  beforeEach(() => {
    heard = [];
    const broadcasts = heard;
    class Audience extends StreamAudience {
      override broadcast(broadcast: StreamEvent): void {
        broadcasts.push(name(broadcast));
      }

      override flush(): void {
        return;
      }
    }
    feed = new StreamFeed(new Audience());
  });

  const member = (id: string): StreamMember => ({
    id,
    send: (sent) => void heard.push(`${id} ${name(sent)}`),
    admit: () => void heard.push(`${id} admitted`),
    dismiss: () => void heard.push(`${id} dismissed`),
  });

  /** Joins with a snapshot of everything that the feed has delivered. */
  const join = (id: string): void => {
    const joiner = feed.hold(member(id));
    feed.snapshot(joiner, feed.cursor);
    feed.open(joiner);
  };

  it('recovers from more early events than it keeps, as soon as the missing one comes', () => {
    feed.start({ epoch: 'e1', seq: 0 });
    join('a');
    for (let seq = 2; seq <= 1500; seq += 1) feed.offer(event(seq));
    expect(feed.behind).toBe(true);
    feed.offer(event(1));
    expect(feed.cursor).toBe(1001);
    for (let seq = 1002; seq <= 1500; seq += 1) feed.offer(event(seq));
    expect(feed.cursor).toBe(1500);
    expect(feed.behind).toBe(false);
    expect(heard).toHaveLength(1501);
  });

  it('delivers nothing of a new epoch as if it were of the old one', () => {
    feed.start({ epoch: 'e1', seq: 1 });
    join('a');
    feed.offer(event(2, 'e2'));
    feed.offer(event(3, 'e1'));
    expect(heard).toEqual(['a admitted']);
    feed.offer(event(2, 'e1'));
    expect(heard.slice(1)).toEqual(['e1.2', 'e1.3']);
  });

  it('goes on in the new epoch from where the log stands there', () => {
    feed.start({ epoch: 'e1', seq: 10 });
    join('a');
    const joining = feed.hold(member('b'));
    const again = feed.hold(member('a'));
    feed.offer(event(11));
    feed.start({ epoch: 'e2', seq: 2 });
    feed.offer(event(3, 'e2'));
    feed.snapshot(joining, 2);
    feed.open(joining);
    feed.cancel(again);
    feed.offer(event(4, 'e2'));
    expect(heard).toEqual(['a admitted', 'a dismissed', 'b e2.3', 'b admitted', 'a e2.3', 'a admitted', 'e2.4']);
  });

  it('goes on in the room of the earlier join when a later one fails', () => {
    feed.start({ epoch: 'e1', seq: 0 });
    join('a');
    const later = feed.hold({ ...member('a'), send: () => void heard.push('wrong room') });
    feed.offer(event(1));
    feed.snapshot(later, 1);
    feed.cancel(later);
    feed.offer(event(2));
    expect(heard).toEqual(['a admitted', 'a dismissed', 'a e1.1', 'a admitted', 'e1.2']);
  });
});
