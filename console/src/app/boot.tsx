import { type ReactNode, useEffect, useState } from 'react';

import type { ConsoleSettings } from '../../../src/console/console.protocol.js';
import { LocaleProvider } from '../i18n/locale-provider.js';
import { useTexts } from '../i18n/texts.js';
import { fetchSettings, SettingsContext } from '../server/settings.js';
import { Announcer } from '../ui/announcer.js';
import { Button } from '../ui/button.js';
import { EmptyState } from '../ui/empty-state.js';
import { App } from './app.js';
import { shellTexts } from './shell.texts.js';

/** Asks the server what there is, then shows the page. Nothing is drawn before the language is known. */
export function Boot(): ReactNode {
  const [settings, setSettings] = useState<ConsoleSettings | 'unreachable'>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let current = true;
    fetchSettings().then(
      (found) => current && setSettings(found),
      () => current && setSettings('unreachable'),
    );
    return () => {
      current = false;
    };
  }, [attempt]);
  if (settings === undefined) return null;
  if (settings === 'unreachable') {
    return (
      <LocaleProvider initial="ar">
        <Unreachable retry={() => setAttempt(attempt + 1)} />
      </LocaleProvider>
    );
  }
  return (
    <SettingsContext value={settings}>
      <LocaleProvider initial={settings.locale}>
        <Announcer>
          <App />
        </Announcer>
      </LocaleProvider>
    </SettingsContext>
  );
}

function Unreachable({ retry }: { retry: () => void }): ReactNode {
  const text = useTexts(shellTexts);
  return (
    <EmptyState icon="plugOff" title={text.unreachable}>
      <Button onClick={retry}>{text.retry}</Button>
    </EmptyState>
  );
}
