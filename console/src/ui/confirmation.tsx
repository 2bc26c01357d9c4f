import type { ReactNode } from 'react';

import { Button } from './button.js';
import { Dialog } from './dialog.js';

export interface ConfirmationProps {
  title: string;
  description: string;
  confirm: string;
  cancel: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks once more before something that cannot be undone. Loaded when it is needed first. */
export default function Confirmation({
  title,
  description,
  confirm,
  cancel,
  onConfirm,
  onClose,
}: ConfirmationProps): ReactNode {
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      actions={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button
            variant="danger"
            onClick={() => {
              onConfirm();
              onClose();
            }}
          >
            {confirm}
          </Button>
        </>
      }
    />
  );
}
