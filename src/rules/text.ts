/** Whether the database can store the text and UTF-8 can carry it: no U+0000, and no lone surrogates. */
export function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

/** Whether the value is storable text of `min` to `max` characters, and more than white space unless `min` is 0. */
export function isText(value: unknown, min: number, max: number): value is string {
  return (
    typeof value === 'string' && value.length <= max && (min === 0 || value.trim().length >= min) && isStorable(value)
  );
}
