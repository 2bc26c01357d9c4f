import { useConnection, useRealtimeClient } from 'depth-realtime/react';
import { type ReactNode, useState, useSyncExternalStore } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { useSettings } from '../../server/settings.js';
import type { Credentials } from '../../session/credentials.js';
import { Avatar } from '../../ui/avatar.js';
import { IconButton } from '../../ui/button.js';
import { SelectField } from '../../ui/field.js';
import { Switch } from '../../ui/switch.js';
import { useNameOf } from '../names.js';
import { playgroundTexts } from '../playground.texts.js';
import { ConnectionStrip } from './connection-strip.js';
import { InboxBell } from './inbox-bell.js';
import { usePane } from './pane-context.js';
import { PaneOptions } from './pane-options.js';
import styles from './pane.module.css';

export interface PaneHeaderProps {
  cut: boolean;
  setCut: (cut: boolean) => void;
  onChange: (credentials: Credentials | null) => void;
}

/** Who this is, how the connection stands, the switch that cuts it, and the bell. */
export function PaneHeader({ cut, setCut, onChange }: PaneHeaderProps): ReactNode {
  const text = useTexts(playgroundTexts);
  const { credentials } = usePane();
  const { current } = useRealtimeClient().session;
  const session = useSyncExternalStore(current.subscribe, current.get);
  const { status } = useConnection();
  const nameOf = useNameOf();
  const [open, setOpen] = useState(false);
  const userId = session?.userId ?? (credentials.kind === 'demo' ? credentials.userId : '');
  const named = nameOf(userId) !== userId;
  const isAdmin = session?.role === 'admin';
  return (
    <>
      <header className={styles['header']}>
        <Avatar id={userId} name={nameOf(userId)} />
        <div className={styles['who']}>
          <h2 className={styles['name']}>
            <bdi>{nameOf(userId)}</bdi>
          </h2>
          <span className={styles['id']}>
            {named && <bdi>{userId}</bdi>}
            {named && isAdmin && ' · '}
            {isAdmin && text.administrator}
          </span>
        </div>
        <span className={styles['pill']} data-status={status}>
          {text.connection[status]}
        </span>
        <div className={styles['controls']}>
          <Switch label={text.connected} checked={!cut} onChange={(connected) => setCut(!connected)} />
          <InboxBell />
          <IconButton
            icon="sliders"
            label={text.options}
            size="small"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          />
          <UserChoice credentials={credentials} onChange={onChange} />
        </div>
      </header>
      {open && <PaneOptions onDone={() => setOpen(false)} />}
      <ConnectionStrip cut={cut} />
    </>
  );
}

const SOMEBODY_ELSE = '';

/** To another user of the demo, or back to the ways in. */
function UserChoice({
  credentials,
  onChange,
}: Pick<PaneHeaderProps, 'onChange'> & { credentials: Credentials }): ReactNode {
  const text = useTexts(playgroundTexts);
  const { demo } = useSettings();
  if (demo?.local !== true || credentials.kind === 'token') {
    return <IconButton icon="signOut" label={text.signOut} size="small" flip onClick={() => onChange(null)} />;
  }
  return (
    <SelectField
      label={text.user}
      labelHidden
      className={styles['user']}
      value={credentials.userId}
      options={[
        ...demo.users.map(({ id, displayName }) => ({ value: id, label: displayName })),
        { value: SOMEBODY_ELSE, label: text.other },
      ]}
      onChoose={(userId) => onChange(userId === SOMEBODY_ELSE ? null : { kind: 'demo', userId })}
    />
  );
}
