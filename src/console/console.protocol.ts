import type { Locale } from '../errors/catalogue.js';

/** A user of the demo, whom anybody at this machine may be. */
export interface DemoUser {
  readonly id: string;
  readonly displayName: string;
  readonly role: string;
}

/** What there is to try. */
export interface DemoSettings {
  readonly users: readonly DemoUser[];
  readonly conversationId: string;
  readonly projectId: string;
  /** Whether this browser is on the server's own machine, to which alone the demo gives tokens. */
  readonly local: boolean;
}

/** `GET /console/settings`: what the page has to know before anybody has signed in. Nothing in it is secret. */
export interface ConsoleSettings {
  readonly version: string;
  readonly locale: Locale;
  /** Null where there is no demo: then one signs in with a token of the platform. */
  readonly demo: DemoSettings | null;
}
