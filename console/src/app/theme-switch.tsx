import { type ReactNode, useState } from 'react';

import { useTexts } from '../i18n/texts.js';
import { IconButton } from '../ui/button.js';
import type { IconName } from '../ui/icon.js';
import { shellTexts } from './shell.texts.js';
import { chooseTheme, chosenTheme, type Theme, THEMES } from './theme.js';

const ICONS: Readonly<Record<Theme, IconName>> = { system: 'system', light: 'sun', dark: 'moon' };

/** Light, dark, or as the system is, one after the other. Its label says how it is. */
export function ThemeSwitch(): ReactNode {
  const text = useTexts(shellTexts);
  const [theme, setTheme] = useState(chosenTheme);
  const change = (): void => {
    const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
    chooseTheme(next);
    setTheme(next);
  };
  return <IconButton icon={ICONS[theme]} label={text.theme(text.themes[theme])} size="small" onClick={change} />;
}
