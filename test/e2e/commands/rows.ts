import { ADMIN_ROWS } from './admin-rows.js';
import { CHAT_ROWS } from './chat-rows.js';
import { GENERAL_ROWS } from './general-rows.js';
import { NOTIFICATION_ROWS } from './notification-rows.js';
import { PROJECT_ROWS } from './project-rows.js';
import type { Row } from './row.js';

const ROWS: readonly Row[] = [...CHAT_ROWS, ...PROJECT_ROWS, ...NOTIFICATION_ROWS, ...GENERAL_ROWS, ...ADMIN_ROWS];

/** Every command under every name that it has. */
export const COMMANDS: readonly Row[] = ROWS.flatMap((row) =>
  row.alias === undefined ? [row] : [row, { ...row, event: row.alias }],
);
