import type { Unsubscribe } from './emitter.js';

interface Target {
  addEventListener?: (type: string, listener: () => void) => void;
  removeEventListener?: (type: string, listener: () => void) => void;
}

interface Browser extends Target {
  readonly document?: Target & { readonly visibilityState: string };
}

/** Calls the listener when a browser is on a network again, or its page is looked at again. Never, elsewhere. */
export function onWakeUp(listener: () => void): Unsubscribe {
  const browser = globalThis as object as Browser;
  const { document } = browser;
  const visible = (): void => {
    if (document?.visibilityState === 'visible') listener();
  };
  browser.addEventListener?.('online', listener);
  document?.addEventListener?.('visibilitychange', visible);
  return () => {
    browser.removeEventListener?.('online', listener);
    document?.removeEventListener?.('visibilitychange', visible);
  };
}
