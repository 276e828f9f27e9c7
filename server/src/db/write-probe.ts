/**
 * Promise: whether an appointment can be written is found out by writing one: with the statement that books, in a transaction
 * that is rolled back. So a read-only database, a full disk, or a missing right shows before a person books.
 */
import { databaseFailureOf, isDatabaseUnavailable } from '@belltower/support/postgres';

/** The result of the last try. `refused`: the database answers, and takes no appointment for a reason that is in the log. */
export type Writability = 'writable' | 'read-only' | 'full' | 'down' | 'refused';

/** Knows whether an appointment can be written. */
export interface WriteProbe {
  /** The result of the last try; of a new one where that is too old. Never rejects. */
  check(): Promise<Writability>;
  /** A write has just failed: the next check tries again. */
  doubt(): void;
}

/** What a probe needs. */
export interface WriteProbeOptions {
  /** Writes and rolls back. Rejects with what the database said. */
  tryWrite(): Promise<void>;
  /** Called each time the result changes. */
  onChange(now: Writability, error: unknown): void;
  /** For how long `writable` holds, in milliseconds; any other answer for a fifth of that. @default 5_000 */
  readonly holdsMs?: number;
  readonly now?: () => number;
}

/** Makes the probe. Concurrent checks share one try. */
export function createWriteProbe(options: WriteProbeOptions): WriteProbe {
  const { tryWrite, onChange, holdsMs = 5_000, now = () => performance.now() } = options;
  let last: { readonly result: Writability; readonly atMs: number } | null = null;
  let doubted = false;
  let running: Promise<Writability> | null = null;

  async function probe(): Promise<Writability> {
    doubted = false;
    let failure: unknown = null;
    const result = await tryWrite().then(
      (): Writability => 'writable',
      (error: unknown): Writability => {
        failure = error;
        const cause = databaseFailureOf(error);
        if (cause === 'read-only' || cause === 'full') return cause;
        return isDatabaseUnavailable(error) ? 'down' : 'refused';
      },
    );
    if (result !== (last?.result ?? 'writable')) onChange(result, failure);
    last = { result, atMs: now() };
    return result;
  }

  return {
    async check() {
      if (last !== null && !doubted && now() - last.atMs < (last.result === 'writable' ? holdsMs : holdsMs / 5)) {
        return last.result;
      }
      running ??= probe().finally(() => {
        running = null;
      });
      return await running;
    },
    doubt() {
      doubted = true;
    },
  };
}
