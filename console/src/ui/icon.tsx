import type { ReactNode } from 'react';

import styles from './icon.module.css';

/** Outlines on a grid of 24, drawn with the colour of the text. */
const PATHS = {
  alert: 'M12 8v5M12 16.5v.1M10.3 3.9 2.6 17.2A2 2 0 0 0 4.3 20h15.4a2 2 0 0 0 1.7-2.8L13.7 3.9a2 2 0 0 0-3.4 0Z',
  bell: 'M6 9a6 6 0 1 1 12 0c0 5 2 6.5 2 6.5H4S6 14 6 9ZM10 19.5a2.2 2.2 0 0 0 4 0',
  braces:
    'M8 4H7a2 2 0 0 0-2 2v3.5A2.5 2.5 0 0 1 3 12a2.5 2.5 0 0 1 2 2.5V18a2 2 0 0 0 2 2h1M16 4h1a2 2 0 0 1 2 2v3.5a2.5 2.5 0 0 0 2 2.5 2.5 2.5 0 0 0-2 2.5V18a2 2 0 0 1-2 2h-1',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  checks: 'm2.5 12.5 4 4L15 8M11.5 15.5l1 1L21.5 8',
  chevronDown: 'm6 9.5 6 6 6-6',
  clock: 'M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0Z',
  close: 'M6 6l12 12M18 6 6 18',
  copy: 'M9 9h9a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 18 21H9a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 9 9ZM4.5 15A1.5 1.5 0 0 1 3 13.5v-9A1.5 1.5 0 0 1 4.5 3h9A1.5 1.5 0 0 1 15 4.5',
  external: 'M14 4h6v6M20 4l-9 9M18 14v4.5a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 4 18.5v-11A1.5 1.5 0 0 1 5.5 6H10',
  file: 'M13.5 3H7a1.5 1.5 0 0 0-1.5 1.5v15A1.5 1.5 0 0 0 7 21h10a1.5 1.5 0 0 0 1.5-1.5V8L13.5 3ZM13.5 3v5h5',
  image: 'M4.5 4.5h15v15h-15zM4.5 16l4.5-4.5 4 4 2.5-2.5 4 4M15.5 9.2v.1',
  languages: 'M3 6h10M8 3.5V6M5 6c.5 3.5 3 6.3 6.5 7.5M11 6c-.6 3.7-3 6.7-7 8M12 20.5l4.2-10 4.3 10M13.5 17h5.6',
  megaphone: 'M4 10v4h3l9 4.500V5.500L7 10H4ZM7 14l1.500 5.500h2L9.500 15M19 9.500a3.500 3.500 0 0 1 0 5',
  moon: 'M20 14.2A8.3 8.3 0 0 1 9.8 4a8.3 8.3 0 1 0 10.2 10.2Z',
  more: 'M5 12v.1M12 12v.1M19 12v.1',
  paperclip: 'm20 11.5-8.3 8.3a5 5 0 0 1-7-7L13 4.5a3.3 3.3 0 0 1 4.7 4.7l-8.2 8.2a1.7 1.7 0 0 1-2.4-2.4l7.6-7.5',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  pencil: 'm4 20 1-4L16.5 4.5a2.1 2.1 0 0 1 3 3L8 19l-4 1ZM14.5 6.5l3 3',
  play: 'M7.5 5v14l11-7-11-7Z',
  plug: 'M9 3v5M15 3v5M6.5 8h11v3.5a5.5 5.5 0 0 1-11 0V8ZM12 17v4',
  plugOff: 'M9 3v3M15 3v5M9.5 8h8v3.5c0 .8-.2 1.6-.5 2.3M15 16.1A5.5 5.5 0 0 1 6.5 11.5V8M12 17v4M3.5 3.5l17 17',
  plus: 'M12 5v14M5 12h14',
  search: 'm20 20-4.6-4.6M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0Z',
  send: 'M21 3 3 10.5l7 2.5 2.5 7L21 3ZM10 13l4-4',
  signOut: 'M14 4H6.500a1.500 1.500 0 0 0-1.500 1.500v13A1.500 1.500 0 0 0 6.500 20H14M17 8l4 4-4 4M21 12H10',
  sliders:
    'M4 7h9M19 7h1M4 17h3M13 17h7M16 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM10 19.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  sun: 'M12 3v2M12 19v2M5.6 5.6 7 7M17 17l1.4 1.4M3 12h2M19 12h2M5.6 18.4 7 17M17 7l1.4-1.4M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0Z',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  trash:
    'M4.5 6.5h15M9 6.5v-2A1.5 1.5 0 0 1 10.5 3h3A1.5 1.5 0 0 1 15 4.5v2M6.5 6.5 7.3 19.6a1.5 1.5 0 0 0 1.5 1.4h6.4a1.5 1.5 0 0 0 1.5-1.4l.8-13.1',
  user: 'M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM4.5 20.5a7.5 7.5 0 0 1 15 0',
  users: 'M13 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM2 20.5a7 7 0 0 1 14 0M16 4.3a4 4 0 0 1 0 7.4M18.5 14.3a7 7 0 0 1 3.5 6.2',
  arrowDown: 'M12 5v14M6 13l6 6 6-6',
  arrowUp: 'M12 19V5M6 11l6-6 6 6',
} as const;

/** The name of an outline. */
export type IconName = keyof typeof PATHS;

/** An outline beside a text that says the same: it is hidden from screen readers. */
export function Icon({ name, flip = false }: { name: IconName; flip?: boolean }): ReactNode {
  return (
    <svg className={styles['icon']} data-flip={flip || undefined} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
