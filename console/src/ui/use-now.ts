import { useEffect, useState } from 'react';

/** The time, in milliseconds since 1970, as of at most `everyMs` ago: for texts such as "5 minutes ago". */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
