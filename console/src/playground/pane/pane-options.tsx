import type { OwnStatus } from 'depth-realtime/client';
import { useRealtimeClient } from 'depth-realtime/react';
import { type ReactNode, useState } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { Button } from '../../ui/button.js';
import { SelectField, TextField } from '../../ui/field.js';
import { playgroundTexts } from '../playground.texts.js';
import { usePane } from './pane-context.js';
import styles from './pane.module.css';
import { isRoomId } from './use-rooms.js';

/** What one changes seldom: how one is shown to others, and which rooms are open. */
export function PaneOptions({ onDone }: { onDone: () => void }): ReactNode {
  const text = useTexts(playgroundTexts);
  const { rooms } = usePane();
  const [conversationId, setConversationId] = useState(rooms.conversationId);
  const [projectId, setProjectId] = useState(rooms.projectId);
  const invalid = (id: string): string | undefined => (isRoomId(id) ? undefined : text.idInvalid);
  return (
    <form
      className={styles['options']}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRoomId(conversationId) || !isRoomId(projectId)) return;
        rooms.open(conversationId, projectId);
        onDone();
      }}
    >
      <OwnPresence />
      <TextField
        label={text.conversationId}
        error={invalid(conversationId)}
        dir="ltr"
        value={conversationId}
        onChange={(event) => setConversationId(event.target.value)}
      />
      <TextField
        label={text.projectId}
        error={invalid(projectId)}
        dir="ltr"
        value={projectId}
        onChange={(event) => setProjectId(event.target.value)}
      />
      <Button type="submit">{text.open}</Button>
    </form>
  );
}

/** Online or away, for everybody who watches. */
function OwnPresence(): ReactNode {
  const text = useTexts(playgroundTexts);
  const { presence } = useRealtimeClient();
  const { shownAs, setShownAs } = usePane();
  return (
    <SelectField<OwnStatus>
      label={text.ownPresence}
      value={shownAs}
      options={[
        { value: 'online', label: text.presence.online },
        { value: 'away', label: text.presence.away },
      ]}
      onChoose={(status) => {
        setShownAs(status);
        void presence.set(status).catch(() => undefined);
      }}
    />
  );
}
