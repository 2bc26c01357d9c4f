import { type ComponentProps, type ReactNode, useId } from 'react';

import { cx } from './cx.js';
import styles from './field.module.css';

interface Labelled {
  label: string;
  /** The label is there for screen readers only. */
  labelHidden?: boolean | undefined;
  hint?: string | undefined;
  /** What is wrong with the value; it is announced. */
  error?: string | undefined;
}

export interface TextFieldProps extends Omit<ComponentProps<'input'>, 'id'>, Labelled {}

/** One line of text with its label, a hint and what is wrong with it. */
export function TextField({ label, labelHidden, hint, error, className, ...rest }: TextFieldProps): ReactNode {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} labelHidden={labelHidden} hint={hint} error={error} className={className}>
      <input
        {...rest}
        id={id}
        className={styles['control']}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={describedBy(id, hint, error)}
      />
    </FieldFrame>
  );
}

export interface TextAreaProps extends Omit<ComponentProps<'textarea'>, 'id'>, Labelled {}

/** Several lines of text. */
export function TextArea({ label, labelHidden, hint, error, className, ...rest }: TextAreaProps): ReactNode {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} labelHidden={labelHidden} hint={hint} error={error} className={className}>
      <textarea
        {...rest}
        id={id}
        className={cx(styles['control'], styles['area'])}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={describedBy(id, hint, error)}
      />
    </FieldFrame>
  );
}

export interface SelectFieldProps<T extends string>
  extends Omit<ComponentProps<'select'>, 'id' | 'onChange' | 'value'>, Labelled {
  value: T;
  options: readonly { readonly value: T; readonly label: string }[];
  onChoose: (value: T) => void;
}

/** One of a few, with the browser's own list: it is what phones and screen readers handle best. */
export function SelectField<T extends string>({
  label,
  labelHidden,
  hint,
  error,
  className,
  options,
  onChoose,
  ...rest
}: SelectFieldProps<T>): ReactNode {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} labelHidden={labelHidden} hint={hint} error={error} className={className}>
      <select
        {...rest}
        id={id}
        className={cx(styles['control'], styles['select'])}
        aria-describedby={describedBy(id, hint, error)}
        onChange={(event) => {
          const chosen = options.find(({ value }) => value === event.target.value);
          if (chosen !== undefined) onChoose(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}

interface FieldFrameProps extends Labelled {
  id: string;
  className: string | undefined;
  children: ReactNode;
}

function FieldFrame({ id, label, labelHidden = false, hint, error, className, children }: FieldFrameProps): ReactNode {
  return (
    <div className={cx(styles['field'], className)}>
      <label htmlFor={id} className={labelHidden ? 'visually-hidden' : styles['label']}>
        {label}
      </label>
      {children}
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className={styles['error']} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function describedBy(id: string, hint: string | undefined, error: string | undefined): string | undefined {
  const ids = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(
    (each) => each !== false,
  );
  return ids.length === 0 ? undefined : ids.join(' ');
}
