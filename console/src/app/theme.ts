import { remembered } from '../ui/remembered.js';

/** Light, dark, or as the system is. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const CHOICE = remembered('theme', THEMES);

/** What was chosen last. */
export function chosenTheme(): Theme {
  return CHOICE.read() ?? 'system';
}

/** Takes effect at once, on the whole page. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** Remembers a choice and applies it. */
export function chooseTheme(theme: Theme): void {
  CHOICE.write(theme);
  applyTheme(theme);
}
