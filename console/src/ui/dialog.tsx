import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';

import styles from './dialog.module.css';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** The buttons, the one that acts last. */
  actions: ReactNode;
}

/** A window over the page that wants an answer. Focus stays in it, Escape leaves it. */
export function Dialog({ open, onClose, title, description, children, actions }: DialogProps): ReactNode {
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles['backdrop']} />
        <Base.Popup className={styles['popup']}>
          <Base.Title className={styles['title']}>{title}</Base.Title>
          {description !== undefined && (
            <Base.Description className={styles['description']}>{description}</Base.Description>
          )}
          {children}
          <div className={styles['actions']}>{actions}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
