import { join } from 'node:path';

import { ROOT } from '../../docs/markdown.js';

type Verify = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
  payload: string,
  secret: string,
  now?: number,
) => boolean;

const { isSigned } = (await import(join(ROOT, 'examples/platform/verify.mjs'))) as { isSigned: Verify };

/** The function that the documentation shows, from the file that it is taken from. */
export const verify: Verify = isSigned;
