/** So many uses for each key within any span of the window's length. What is kept in this process answers at once. */
export interface Allowance {
  /** Counts one use and returns 0, or counts nothing and returns after how many milliseconds one is free. */
  take(key: string): number | Promise<number>;
  /** The same, without counting: 0 when a use is free. */
  wait(key: string): number | Promise<number>;
}
