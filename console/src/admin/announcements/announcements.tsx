import { type ReactNode, useState } from 'react';

import type { Announcement, AnnouncementLevel } from '../../../../src/general/general.protocol.js';
import { useTexts } from '../../i18n/texts.js';
import { useAnnounce } from '../../ui/announcer.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { SelectField, TextArea, TextField } from '../../ui/field.js';
import { useAdmin } from '../admin-link.js';
import { Card } from '../card.js';
import formStyles from '../form.module.css';
import noteStyles from '../note.module.css';
import { type Refusal, refusalOf } from '../refusal.js';
import { RefusalNote } from '../refusal-note.js';
import styles from './announcements.module.css';
import { announcementsTexts } from './announcements.texts.js';
import { Preview } from './preview.js';

const LEVELS: readonly AnnouncementLevel[] = ['info', 'warning', 'critical'];
const MAX_MESSAGE = 4000;

/** Writes to everyone, or to some rooms, after a look at what they will see. */
export function Announcements(): ReactNode {
  const text = useTexts(announcementsTexts);
  const { admin, online } = useAdmin();
  const announce = useAnnounce();
  const [message, setMessage] = useState('');
  const [level, setLevel] = useState<AnnouncementLevel>('info');
  const [roomNames, setRoomNames] = useState('');
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState<Announcement | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const rooms = roomNames.split(/[\s,،]+/).filter((name) => name !== '');
  const words = message.trim();

  const send = async (): Promise<void> => {
    setBusy(true);
    setRefusal(null);
    try {
      const done = await admin.announce({ message: words, level, ...(rooms.length === 0 ? {} : { rooms }) });
      setSent(done);
      setMessage('');
      announce(text.sent);
    } catch (error) {
      setRefusal(refusalOf(error));
    }
    setBusy(false);
    setAsking(false);
  };

  return (
    <div className={styles['columns']}>
      <Card title={text.title}>
        <div className={formStyles['stack']}>
          <TextArea
            label={text.message}
            value={message}
            onChange={(event) => setMessage(event.target.value)}
            maxLength={MAX_MESSAGE}
            rows={4}
            dir="auto"
          />
          <SelectField<AnnouncementLevel>
            label={text.level}
            value={level}
            onChoose={setLevel}
            options={LEVELS.map((value) => ({ value, label: text.levels[value] }))}
          />
          <TextField
            label={text.rooms}
            hint={text.roomsHint}
            value={roomNames}
            onChange={(event) => setRoomNames(event.target.value)}
            dir="ltr"
            autoComplete="off"
          />
          {refusal !== null && <RefusalNote refusal={refusal} />}
          {sent !== null && (
            <p className={noteStyles['note']} data-level="good" role="status">
              {text.sent}
            </p>
          )}
          <div className={formStyles['buttons']}>
            <Button variant="primary" icon="send" disabled={words === '' || !online} onClick={() => setAsking(true)}>
              {text.send}
            </Button>
          </div>
        </div>
      </Card>
      <Card title={text.preview}>
        <Preview message={words === '' ? text.emptyPreview : words} level={level} />
        <p className={styles['to']}>{rooms.length === 0 ? text.toEveryone : text.toRooms(rooms.join(' '))}</p>
      </Card>
      {asking && (
        <Dialog
          open
          onClose={() => setAsking(false)}
          title={rooms.length === 0 ? text.confirmEveryone : text.confirmRooms}
          description={rooms.length === 0 ? text.toEveryone : text.toRooms(rooms.join(' '))}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{text.cancel}</Button>
              <Button variant="primary" disabled={busy} onClick={() => void send()}>
                {text.sendNow}
              </Button>
            </>
          }
        >
          <Preview message={words} level={level} />
        </Dialog>
      )}
    </div>
  );
}
