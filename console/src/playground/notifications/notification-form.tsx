import { type ReactNode, useState } from 'react';

import { useErrorText } from '../../errors/use-error-text.js';
import { useLocale } from '../../i18n/locale-context.js';
import { useTexts } from '../../i18n/texts.js';
import { demoNotification } from '../../server/demo-api.js';
import { useSettings } from '../../server/settings.js';
import { useAnnounce } from '../../ui/announcer.js';
import { Button } from '../../ui/button.js';
import { SelectField, TextField } from '../../ui/field.js';
import { useMe } from '../members/use-me.js';
import { useNameOf } from '../names.js';
import { playgroundTexts } from '../playground.texts.js';
import styles from './notifications.module.css';

/** Sends a notification to a user of the demo, as the platform would through the server API. */
export function NotificationForm(): ReactNode {
  const text = useTexts(playgroundTexts);
  const explain = useErrorText();
  const { locale } = useLocale();
  const { demo } = useSettings();
  const nameOf = useNameOf();
  const announce = useAnnounce();
  const me = useMe();
  const users = demo?.users ?? [];
  const [chosen, setChosen] = useState<string>();
  const [title, setTitle] = useState<string>(text.notificationSample.title);
  const [body, setBody] = useState<string>(text.notificationSample.body);
  const [failure, setFailure] = useState<string>();
  const to = chosen ?? users.find(({ id }) => id !== me)?.id ?? '';
  const send = (): void => {
    setFailure(undefined);
    demoNotification({ userId: to, title, body }, locale).then(
      () => announce(text.sentTo(nameOf(to))),
      (error: unknown) => setFailure(text.failed(error instanceof Error ? explain(error) : String(error))),
    );
  };
  return (
    <form
      className={styles['form']}
      aria-label={text.sendNotification}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <h3 className={styles['formTitle']}>{text.sendNotification}</h3>
      <SelectField
        label={text.to}
        value={to}
        options={users.map(({ id, displayName }) => ({ value: id, label: displayName }))}
        onChoose={setChosen}
      />
      <TextField
        label={text.notificationTitle}
        dir="auto"
        required
        maxLength={200}
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <TextField
        label={text.notificationBody}
        className={styles['wide']}
        error={failure}
        dir="auto"
        required
        maxLength={4000}
        value={body}
        onChange={(event) => setBody(event.target.value)}
      />
      <Button type="submit" icon="bell">
        {text.sendIt}
      </Button>
    </form>
  );
}
