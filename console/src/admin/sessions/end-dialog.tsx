import { type SubmitEvent, type ReactNode, useId, useState } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { useFormat } from '../../i18n/use-format.js';
import { useAnnounce } from '../../ui/announcer.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { TextField } from '../../ui/field.js';
import { type AdminLink, useAdmin } from '../admin-link.js';
import { type Refusal, refusalOf } from '../refusal.js';
import { RefusalNote } from '../refusal-note.js';
import { sessionsTexts } from './sessions.texts.js';

/** What is about to be ended, and for whom. */
export type Ending =
  | {
      readonly action: 'disconnect';
      readonly target: { readonly userId: string } | { readonly socketId: string };
      readonly name: string;
    }
  | { readonly action: 'revoke'; readonly userId: string; readonly name: string };

interface EndDialogProps {
  readonly ending: Ending;
  readonly onClose: () => void;
  readonly onEnded: () => void;
}

const MAX_REASON = 500;

/** Asks for the reason, which goes to the audit log, and for a confirmation; then does it. */
export function EndDialog({ ending, onClose, onEnded }: EndDialogProps): ReactNode {
  const text = useTexts(sessionsTexts);
  const format = useFormat();
  const announce = useAnnounce();
  const { admin } = useAdmin();
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [missing, setMissing] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const submit = async (reason: string): Promise<void> => {
    setBusy(true);
    setRefusal(null);
    try {
      const unreachable = await carryOut(admin, ending, reason);
      announce(unreachable.length === 0 ? text.done : text.doneBut(format.list(unreachable)));
      onEnded();
    } catch (error) {
      setRefusal(refusalOf(error));
      setBusy(false);
    }
  };
  const onSubmit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const reason = new FormData(event.currentTarget).get('reason');
    const given = typeof reason === 'string' ? reason.trim() : '';
    setMissing(given === '');
    if (given !== '') void submit(given);
  };
  const revoking = ending.action === 'revoke';
  return (
    <Dialog
      open
      onClose={onClose}
      title={revoking ? text.revokeTitle(ending.name) : text.disconnectTitle(ending.name)}
      description={revoking ? text.revokeMeans : text.disconnectMeans}
      actions={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="danger" type="submit" form={id} disabled={busy}>
            {revoking ? text.revoke : text.disconnect}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={onSubmit} noValidate>
        <TextField
          name="reason"
          label={text.reason}
          hint={text.reasonHint}
          error={missing ? text.reasonMissing : undefined}
          maxLength={MAX_REASON}
          autoComplete="off"
          required
        />
      </form>
      {refusal !== null && <RefusalNote refusal={refusal} />}
    </Dialog>
  );
}

/** The nodes where it may not have taken effect. */
async function carryOut(admin: AdminLink['admin'], ending: Ending, reason: string): Promise<readonly string[]> {
  switch (ending.action) {
    case 'disconnect': {
      const { unreachable } = await admin.disconnect({ ...ending.target, reason });
      return unreachable;
    }
    case 'revoke':
      await admin.revoke({ userId: ending.userId, reason });
      return [];
  }
}
