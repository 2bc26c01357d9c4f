/** The latest `limit` texts that were added. */
export class RecentSet {
  private readonly texts = new Set<string>();

  constructor(private readonly limit: number) {}

  has(text: string): boolean {
    return this.texts.has(text);
  }

  add(text: string): void {
    this.texts.delete(text);
    this.texts.add(text);
    if (this.texts.size <= this.limit) return;
    const [oldest] = this.texts;
    if (oldest !== undefined) this.texts.delete(oldest);
  }
}
