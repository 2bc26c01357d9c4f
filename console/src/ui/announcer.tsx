import { createContext, type ReactNode, use, useCallback, useRef } from 'react';

type Announce = (message: string) => void;

const AnnouncerContext = createContext<Announce>(() => undefined);

/** Tells a screen reader what happened elsewhere than at the focus, when it has nothing else to say. */
export function useAnnounce(): Announce {
  return use(AnnouncerContext);
}

/** How long announcements are gathered: of those that come faster only the last is said. */
const PACE_MS = 500;

/** The page's one polite live region. */
export function Announcer({ children }: { children: ReactNode }): ReactNode {
  const region = useRef<HTMLDivElement>(null);
  const latest = useRef<string>(undefined);
  const announce = useCallback((message: string) => {
    const waiting = latest.current !== undefined;
    latest.current = message;
    if (waiting) return;
    setTimeout(() => {
      // The text of a node that is there already: a region that is rendered together with its text may stay silent.
      if (region.current !== null) region.current.textContent = latest.current ?? '';
      latest.current = undefined;
    }, PACE_MS);
  }, []);
  return (
    <AnnouncerContext value={announce}>
      {children}
      <div ref={region} className="visually-hidden" role="status" aria-live="polite" />
    </AnnouncerContext>
  );
}
