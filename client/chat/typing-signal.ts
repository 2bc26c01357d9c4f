/** The server forgets a typist after 6 s, so it is told again before that. */
const REPEAT_MS = 4000;
/** Who has not touched a key for so long types no more. */
const IDLE_MS = 4000;

/** Turns keystrokes into the few commands that they are worth. */
export class TypingSignal {
  private toldAt: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly tell: (isTyping: boolean) => void) {}

  /** A key was touched, or the field left. */
  set(isTyping: boolean): void {
    clearTimeout(this.timer);
    if (!isTyping) {
      if (this.toldAt !== undefined) this.tell(false);
      this.toldAt = undefined;
      return;
    }
    this.timer = setTimeout(() => this.set(false), IDLE_MS);
    if (this.toldAt !== undefined && Date.now() - this.toldAt < REPEAT_MS) return;
    this.toldAt = Date.now();
    this.tell(true);
  }
}
