import { useEffect, useRef, type RefObject } from 'react';

/** The value of the last render that was shown, for callbacks that must not subscribe anew with each render. */
export function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}
