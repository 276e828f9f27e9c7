/** One limit for all warnings of a process about faults, so that none of its parts has to think of it. */
import type { Logger } from 'pino';
import { createFaultLog, type FaultLog } from './fault-log.ts';

/** How often one text is said, and for how long it must not have been met to be over. */
export interface LimitOptions {
  /** @default 60_000 */
  readonly everyMs?: number | undefined;
}

/** A logger, until it is disposed: then it says no more that something is over. */
export interface LimitedLogger extends Disposable {
  readonly log: Logger;
}

/** Texts are constants and codes are few; should they not be, further ones are not limited. */
const MOST_FAULTS = 200;

/**
 * A logger whose warnings with an `err` come at most once in `everyMs` for each text and code of the error: the first at once, the
 * next with the count of those that were left out, and one line when the fault was not met for that long. Its other lines pass.
 */
export function limitFaultLines(given: Logger, { everyMs = 60_000 }: LimitOptions = {}): LimitedLogger {
  const faults = new Map<string, { readonly fault: FaultLog; failedAt: number }>();

  function entryOf(text: string, error: unknown) {
    const key = `${text} ${codeOf(error)}`;
    let entry = faults.get(key);
    if (entry === undefined && faults.size < MOST_FAULTS) {
      const fault = createFaultLog({ log: given, text, overText: `over: ${text}`, everyMs });
      entry = { fault, failedAt: 0 };
      faults.set(key, entry);
    }
    return entry;
  }

  const timer = setInterval(() => {
    const now = performance.now();
    for (const { fault, failedAt } of faults.values()) if (now - failedAt >= everyMs) fault.worked();
  }, everyMs).unref();

  const log: Logger = Object.create(given, {
    warn: {
      value(fields: unknown, text?: unknown, ...rest: unknown[]) {
        const isFault = typeof fields === 'object' && fields !== null && 'err' in fields && typeof text === 'string';
        const entry = isFault ? entryOf(text, fields.err) : undefined;
        if (!isFault || entry === undefined) return Reflect.apply(given.warn, given, [fields, text, ...rest]);
        entry.failedAt = performance.now();
        entry.fault.failed(fields.err, fields);
      },
    },
  });
  return { log, [Symbol.dispose]: () => clearInterval(timer) };
}

/** What distinguishes one cause from another: the code of the innermost error that has one, else its name. */
function codeOf(error: unknown): string {
  let found = error instanceof Error ? error.name : typeof error;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') found = cause.code;
  }
  return found;
}
