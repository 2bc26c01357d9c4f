import type { ConsoleSettings } from '../../../src/console/console.protocol.js';
import { createContext, use } from 'react';

/** Asks the server what there is. Rejects when it cannot be reached. */
export async function fetchSettings(): Promise<ConsoleSettings> {
  const response = await fetch('/console/settings');
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return (await response.json()) as ConsoleSettings;
}

export const SettingsContext = createContext<ConsoleSettings>({ version: '', locale: 'ar', demo: null });

/** What the server said of itself when the page was opened. */
export function useSettings(): ConsoleSettings {
  return use(SettingsContext);
}
