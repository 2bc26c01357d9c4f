import { type KeyboardEvent, type ReactNode, Suspense, useId, useRef } from 'react';

import { useLocale } from '../i18n/locale-context.js';
import { directionOf } from '../i18n/locale.js';
import { Count } from './count.js';
import { cx } from './cx.js';
import { Icon, type IconName } from './icon.js';
import styles from './tabs.module.css';

export interface Tab<T extends string> {
  value: T;
  label: string;
  icon?: IconName;
  /** How many are new in it. */
  count?: number;
  content: ReactNode;
}

export interface TabsProps<T extends string> {
  label: string;
  tabs: readonly Tab<T>[];
  value: T;
  onChange: (value: T) => void;
  className?: string | undefined;
}

/**
 * Panels of which one shows: the pattern "tabs with automatic activation" of the ARIA Authoring Practices. Arrow keys, Home
 * and End move between the tabs, in the direction of writing; hidden panels are not rendered, and may be loaded when they are shown first.
 */
export function Tabs<T extends string>({ label, tabs, value, onChange, className }: TabsProps<T>): ReactNode {
  const id = useId();
  const { locale } = useLocale();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const at = tabs.findIndex((tab) => tab.value === value);
    const next = tabs[target(event.key, at, tabs.length, directionOf(locale) === 'rtl')];
    if (next === undefined) return;
    event.preventDefault();
    onChange(next.value);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.value}"]`)?.focus();
  };
  const shown = tabs.find((tab) => tab.value === value);
  return (
    <div className={cx(styles['root'], className)}>
      <div ref={list} className={styles['list']} role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            id={`${id}-${tab.value}`}
            data-tab={tab.value}
            aria-selected={tab.value === value}
            aria-controls={tab.value === value ? `${id}-panel` : undefined}
            tabIndex={tab.value === value ? 0 : -1}
            className={styles['tab']}
            onClick={() => onChange(tab.value)}
          >
            {tab.icon !== undefined && <Icon name={tab.icon} />}
            <span>{tab.label}</span> {tab.count !== undefined && <Count value={tab.count} />}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${value}`} className={styles['panel']}>
        <Suspense fallback={null}>{shown?.content}</Suspense>
      </div>
    </div>
  );
}

function target(key: string, at: number, count: number, rtl: boolean): number {
  switch (key) {
    case 'ArrowRight':
      return (at + (rtl ? -1 : 1) + count) % count;
    case 'ArrowLeft':
      return (at + (rtl ? 1 : -1) + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}
