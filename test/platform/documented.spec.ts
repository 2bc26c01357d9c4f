import { expect, it } from 'vitest';

import { WEBHOOK_EVENTS } from '../../src/config/webhook-events.js';
import { codeWords, read } from '../docs/markdown.js';

it('docs/platform.md explains every webhook, and no other', () => {
  const named = [...codeWords(read('docs/platform.md'))].filter((word) =>
    /^(message|project|notification|user)\.[a-zA-Z]+$/.test(word),
  );
  expect(named.toSorted()).toEqual([...WEBHOOK_EVENTS].toSorted());
});
