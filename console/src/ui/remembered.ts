/** One choice that this browser remembers, of a fixed set. */
export interface Remembered<T extends string> {
  /** Undefined when nothing was chosen, or when this browser keeps nothing. */
  read(): T | undefined;
  write(choice: T | undefined): void;
}

/** Keeps a choice in the browser's storage. Where that is switched off, the choice holds until the page is left. */
export function remembered<T extends string>(name: string, choices: readonly T[]): Remembered<T> {
  const key = `depth-console:${name}`;
  return {
    read: () => {
      const stored = attempt(() => localStorage.getItem(key));
      return choices.find((choice) => choice === stored);
    },
    write: (choice) => {
      attempt(() => {
        if (choice === undefined) localStorage.removeItem(key);
        else localStorage.setItem(key, choice);
      });
    },
  };
}

/** A browser that forbids storage throws at every access. */
function attempt<R>(access: () => R): R | undefined {
  try {
    return access();
  } catch {
    return undefined;
  }
}
