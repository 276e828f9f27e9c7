/**
 * Promise: a fault that lasts, and is met a thousand times a minute, costs its first line at once, then at most one line
 * a minute that says how many were left out, and one line when it is over.
 */

/** What lines are written to: a pino logger. */
interface Lines {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

/** What is logged about a fault, and how often. */
export interface FaultLogOptions {
  readonly log: Lines;
  /** What cannot be done, and that it is retried. */
  readonly text: string;
  /** Logged once it can be done again. */
  readonly overText: string;
  /** @default 'warn' */
  readonly level?: 'warn' | 'error';
  /** How long lines are apart at least, in milliseconds. @default 60_000 */
  readonly everyMs?: number;
  /** Called for each failure, logged or not. */
  onFailed?(): void;
}

/** The lines about one fault. */
export interface FaultLog {
  failed(error: unknown, fields?: object): void;
  /** It worked: if it had failed, the fault is over. May be called at every success. */
  worked(): void;
  /** For how long it has failed without having worked once, in milliseconds; 0 while it works. */
  readonly lastsMs: number;
}

/** Makes them. A fault that comes back within `everyMs` of its last line waits for the rest of it, so that one that flaps is not loud. */
export function createFaultLog(options: FaultLogOptions): FaultLog {
  const { log, text, overText, level = 'warn', everyMs = 60_000, onFailed = () => {} } = options;
  let since: number | null = null;
  let lineAt = Number.NEGATIVE_INFINITY;
  let leftOut = 0;
  let isAnnounced = false;

  function count(): { readonly left_out?: number } {
    const counted = leftOut;
    leftOut = 0;
    return counted === 0 ? {} : { left_out: counted };
  }

  return {
    failed(error, fields = {}) {
      const now = performance.now();
      since ??= now;
      onFailed();
      if (now - lineAt < everyMs) {
        leftOut += 1;
        return;
      }
      lineAt = now;
      isAnnounced = true;
      log[level]({ ...fields, err: error, ...count() }, text);
    },
    worked() {
      if (since === null) return;
      const seconds = Math.round((performance.now() - since) / 1_000);
      since = null;
      if (!isAnnounced) return;
      isAnnounced = false;
      log.info({ seconds, ...count() }, overText);
    },
    get lastsMs() {
      return since === null ? 0 : performance.now() - since;
    },
  };
}
