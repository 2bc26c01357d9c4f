import type { ComponentProps, ReactNode } from 'react';

import styles from './button.module.css';
import { cx } from './cx.js';
import { Icon, type IconName } from './icon.js';

export interface ButtonProps extends ComponentProps<'button'> {
  /** `primary` once in a view; `danger` for what cannot be undone; `quiet` where many stand together. */
  variant?: 'primary' | 'plain' | 'quiet' | 'danger' | undefined;
  size?: 'small' | 'medium' | undefined;
  icon?: IconName | undefined;
}

/** A button with a text, and perhaps an icon before it. */
export function Button({
  variant = 'plain',
  size = 'medium',
  icon,
  className,
  children,
  ...rest
}: ButtonProps): ReactNode {
  return (
    <button type="button" {...rest} className={cx(styles['button'], styles[variant], styles[size], className)}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  /** What it does; screen readers say it, and it shows when one points at the button. */
  label: string;
  icon: IconName;
  /** A small number or dot over its corner. */
  badge?: ReactNode;
  flip?: boolean;
}

/** A button that is an icon only. */
export function IconButton({
  label,
  icon,
  badge,
  flip = false,
  variant = 'quiet',
  className,
  ...rest
}: IconButtonProps): ReactNode {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={cx(styles['button'], styles['square'], styles[variant], styles[rest.size ?? 'medium'], className)}
    >
      <Icon name={icon} flip={flip} />
      {badge}
    </button>
  );
}
