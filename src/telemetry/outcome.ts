import type { ErrorCode } from '../errors/catalogue.js';

/** How a command ended. */
export type Outcome = 'ok' | ErrorCode;
