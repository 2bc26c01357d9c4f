import { spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ChildOptions {
  /** The whole environment of the process. Default: this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** Numeric user and group to run as; needs root. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** A temporary folder that goes when this process dies and can no longer remove it itself. */
  readonly temporaryFolder?: string | undefined;
  /** What ends the process when this one has died. Default: KILL. */
  readonly orphanSignal?: 'KILL' | 'QUIT' | 'TERM';
  /** A file to which its output is appended as well. */
  readonly logFile?: string | undefined;
}

const KEPT_OUTPUT = 1_000_000;

/**
 * A process that never outlives this one, however this one ends: a small watchdog holds the read end of a pipe from us,
 * and when the pipe closes it ends the process and removes its temporary folder. That covers Ctrl-C and `kill -9`.
 */
export class Child {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  private text = '';
  private exit: Exit | undefined;
  private readonly log: WriteStream | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly command: string,
    args: readonly string[],
    options: ChildOptions = {},
  ) {
    this.log = options.logFile === undefined ? undefined : createWriteStream(options.logFile, { flags: 'a' });
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C in the terminal is for whoever started it, who knows in which order to stop what.
      detached: true,
      env: options.env ?? process.env,
      ...(options.user ?? {}),
    });
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => this.append(chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => this.append(chunk));
    this.exited = new Promise((resolve) => {
      const end = (exit: Exit): void => {
        this.exit = exit;
        this.log?.end();
        resolve(exit);
        this.notify();
      };
      child.on('error', (error) => {
        this.append(`${error.message}\n`);
        end({ code: null, signal: null });
      });
      child.on('close', (code, signal) => end({ code, signal }));
    });
    this.pid = child.pid ?? 0;
    if (this.pid > 0) this.watch(this.pid, options);
  }

  get running(): boolean {
    return this.exit === undefined;
  }

  /** What it has written so far, standard output and error together; the last million characters. */
  output(): string {
    return this.text;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.running && this.pid > 0) process.kill(this.pid, signal);
  }

  /** Asks it to end, insists after `graceMs`, and resolves when it has ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', graceMs = 20_000): Promise<Exit> {
    this.signal(signal);
    const insist = setTimeout(() => this.signal('SIGKILL'), graceMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(insist);
    }
  }

  /** Resolves at the first match in the output. Rejects, with the end of the output, when it exits or takes longer. */
  async waitForOutput(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.listeners.delete(check);
        act();
      };
      const fail = (what: string): void =>
        settle(() => reject(new Error(`${this.command} ${what}; its output ends with:\n${this.text.slice(-4000)}`)));
      const timer = setTimeout(() => fail(`did not print ${String(pattern)} within ${timeoutMs} ms`), timeoutMs);
      const check = (): void => {
        const match = pattern.exec(this.text);
        if (match !== null) settle(() => resolve(match));
        else if (this.exit !== undefined) fail(`ended with ${JSON.stringify(this.exit)}`);
      };
      this.listeners.add(check);
      check();
    });
  }

  private append(chunk: string): void {
    this.log?.write(chunk);
    this.text = (this.text + chunk).slice(-KEPT_OUTPUT);
    this.notify();
  }

  private notify(): void {
    for (const listener of [...this.listeners]) listener();
  }

  private watch(pid: number, options: ChildOptions): void {
    const script =
      'cat >/dev/null; kill -"$2" "$1" 2>/dev/null; [ "$2" = KILL ] || { sleep 2; kill -KILL "$1" 2>/dev/null; }; ' +
      '[ -z "$3" ] || rm -rf "$3"';
    const watchdog = spawn(
      'sh',
      ['-c', script, 'watchdog', String(pid), options.orphanSignal ?? 'KILL', options.temporaryFolder ?? ''],
      // A group of its own, or Ctrl-C in the terminal would end the watchdog too.
      { stdio: ['pipe', 'ignore', 'ignore'], detached: true },
    );
    watchdog.unref();
    void this.exited.then(() => watchdog.kill('SIGKILL'));
  }
}
