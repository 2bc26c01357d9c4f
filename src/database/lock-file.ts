import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';

/** A file that exists or not, and is taken by whoever makes it. Synchronous, so that the steps follow closely. */
export class LockFile {
  constructor(readonly path: string) {}

  /** True when the file was not there and is now, in one step that only one process can win. */
  create(text: string): boolean {
    try {
      writeFileSync(this.path, text, { flag: 'wx' });
      return true;
    } catch (error) {
      if (isCode(error, 'EEXIST')) return false;
      throw error;
    }
  }

  /** The content, or undefined when there is no file. Empty for an instant after another process created it. */
  read(): string | undefined {
    return contentOf(this.path);
  }

  /** Milliseconds since the last {@link touch}, or 0 when there is no file. */
  age(): number {
    const found = statSync(this.path, { throwIfNoEntry: false });
    return found === undefined ? 0 : Date.now() - found.mtimeMs;
  }

  touch(): void {
    const now = new Date();
    utimesSync(this.path, now, now);
  }

  /**
   * Removes the file if it still holds `text`. It is moved aside first, so that of two processes that saw the same text
   * one removes it; a file that turns out to be newer is put back.
   */
  removeIf(text: string): void {
    if (this.read() !== text) return;
    const aside = `${this.path}.${process.pid}`;
    try {
      renameSync(this.path, aside);
    } catch {
      // Somebody else was quicker.
      return;
    }
    try {
      if (contentOf(aside) !== text) linkSync(aside, this.path);
    } catch (error) {
      // A third process has made its own meanwhile. That one counts: whoever takes a contested lock looks again.
      if (!isCode(error, 'EEXIST')) throw error;
    } finally {
      rmSync(aside, { force: true });
    }
  }
}

function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
