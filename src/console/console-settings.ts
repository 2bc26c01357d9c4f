import { applicationVersion } from '../admin/application-version.js';
import type { Config } from '../config/config.js';
import { DEMO_CONVERSATION, DEMO_PROJECT, DEMO_USERS } from '../demo/demo-content.js';
import { isDemo } from '../demo/is-demo.js';
import type { ConsoleSettings } from './console.protocol.js';

/** What the page is told about this installation; `local` is about the one who asks. */
export function consoleSettings(config: Config, local: boolean): ConsoleSettings {
  return {
    version: applicationVersion(),
    locale: config.defaultLocale,
    demo: isDemo(config)
      ? { users: DEMO_USERS, conversationId: DEMO_CONVERSATION.id, projectId: DEMO_PROJECT.id, local }
      : null,
  };
}
