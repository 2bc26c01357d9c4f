const MAX_ATTEMPTS = 4;
/** unique_violation, serialization_failure, deadlock_detected: the same statement, run again, can succeed. */
const TRANSIENT = new Set(['23505', '40001', '40P01']);

/** Runs a write again when it lost against another one in the same instant; at most four times in all. */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !TRANSIENT.has(sqlState(error))) throw error;
    }
  }
}

function sqlState(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
