/**
 * Keeps the parts of a running Belltower running.
 *
 * Promise: a part that ends by itself is reported with its last lines and started again, a little later each time it
 * happens; a part that does not come up at the first start is an error, and is not tried for ever.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { StartError } from './start-error.ts';

/** A part that is up. */
export interface Running {
  /** Resolves, in words, when it ended: "exit code 1". Never rejects. */
  readonly ended: Promise<string>;
  /** Ends it, in order if it can; resolves when it ended. May be called twice. */
  stop(): PromiseLike<unknown>;
}

/** Something to be kept running: a process of ours, PostgreSQL, Kafka. */
export interface Part {
  readonly name: string;
  /** Resolves when it is up. Rejects when it does not come up or `signal` aborts, and leaves nothing behind then. */
  start(signal: AbortSignal): Promise<Running>;
  lastLines(): readonly string[];
}

/** A part under supervision. Disposing it stops it for good. */
export type SupervisedPart = Awaited<ReturnType<typeof supervise>>;

/** How to supervise. */
export interface Supervision {
  /** Called with what a person should know, as whole lines. */
  readonly report: (text: string) => void;
  /** Called with each end that nobody asked for: `server ended: exit code 1`. */
  readonly onEnd?: (what: string) => void;
  /** When everything is to stop: no start goes on after that. Disposing is still the caller's. */
  readonly signal?: AbortSignal;
  /** How long to wait before the next start, after so many ends in a row. @default restartDelayMs */
  readonly delayMs?: (failures: number) => number;
}

const LONGEST_DELAY_MS = 30_000;
/** A part that ran this long has recovered: its next end counts as a first one. */
const RECOVERED_MS = 60_000;

/** Half a second, doubled with every end in a row, at most 30 s. */
export function restartDelayMs(failures: number): number {
  return Math.min(LONGEST_DELAY_MS, 500 * 2 ** (failures - 1));
}

/**
 * Starts a part and resolves when it is up; from then on it is kept running.
 *
 * @throws whatever the part's first start throws; a `StartError` with the part's last lines added
 */
export async function supervise(part: Part, supervision: Supervision) {
  const { report, onEnd, signal, delayMs = restartDelayMs } = supervision;
  const stopped = new AbortController();
  signal?.addEventListener('abort', () => stopped.abort(signal.reason), { once: true });
  signal?.throwIfAborted();
  const lastLines = () => quote(part.lastLines());
  let current = await part.start(stopped.signal).catch((error: unknown) => {
    throw error instanceof StartError && !stopped.signal.aborted ? new StartError(error.message + lastLines()) : error;
  });
  let upAt = performance.now();
  let restarted = new AbortController();
  let paused: PromiseWithResolvers<void> | null = null;
  /** Pending while it is down. */
  let up = Promise.withResolvers<void>();
  up.resolve();
  const kept = keep();

  async function keep(): Promise<void> {
    let failures = 0;
    for (let ended = endOf(current); ; ended = startAgain()) {
      const what = await ended;
      if (stopped.signal.aborted) return;
      if (paused !== null) {
        await paused.promise;
        paused = null;
        failures = 0;
      } else if (restarted.signal.aborted) {
        failures = 0;
      } else {
        up = Promise.withResolvers();
        failures = performance.now() - upAt > RECOVERED_MS ? 1 : failures + 1;
        const delay = delayMs(failures);
        onEnd?.(what);
        report(`${what}${lastLines()}\n  Restarting in ${delay / 1000} s.`);
        await pause(delay, null, { signal: restarted.signal }).catch(() => {});
      }
      if (stopped.signal.aborted) return;
    }
  }

  async function startAgain(): Promise<string> {
    restarted = new AbortController();
    upAt = performance.now();
    try {
      current = await part.start(AbortSignal.any([stopped.signal, restarted.signal]));
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    upAt = performance.now();
    up.resolve();
    report(`${part.name} is running again`);
    return endOf(current);
  }

  async function endOf(running: Running): Promise<string> {
    return `${part.name} ended: ${await running.ended}`;
  }

  return {
    name: part.name,
    /** Stops it and starts it again, at once; an earlier restart that is under way starts over. */
    restart() {
      restarted.abort();
      void current.stop();
    },
    /** Waits until it is up; whatever then ends it, it stays down until `resume`, and nothing is reported. */
    async pause() {
      await up.promise;
      up = Promise.withResolvers();
      paused = Promise.withResolvers();
    },
    /** Starts a paused part that ended, and resolves when it is up. */
    async resume() {
      paused?.resolve();
      await up.promise;
    },
    async [Symbol.asyncDispose]() {
      stopped.abort();
      restarted.abort();
      paused?.resolve();
      await current.stop();
      await kept;
    },
  };
}

/** Indented lines below a sentence. */
export function quote(lines: readonly string[]): string {
  return lines.map((line) => `\n    ${line}`).join('');
}
