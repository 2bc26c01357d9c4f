import type { ReactNode } from 'react';

import styles from './switch.module.css';

export interface SwitchProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}

/** Something that is on or off, with its label after it. */
export function Switch({ label, checked, onChange, disabled = false }: SwitchProps): ReactNode {
  return (
    <label className={styles['label']}>
      <input
        type="checkbox"
        role="switch"
        className={styles['track']}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  );
}
