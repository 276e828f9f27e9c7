import { pause, settledOrAborted } from './wait.ts';

/** A task that is run again and again. */
export interface PeriodicTask {
  /** One run. `signal` is aborted when the task is stopped: a long run ends early then. */
  run(signal: AbortSignal): Promise<void>;
  /** The pause between the end of a run and the next, in milliseconds. */
  readonly everyMs: number;
  /** Where the first run is: after this has resolved. @default after the first pause */
  readonly firstAfter?: Promise<unknown>;
  /** Called when a run has failed; the next one comes all the same. */
  onFailure(error: unknown): void;
}

/** Starts a periodic task in the background: never two runs at a time. Disposing it waits for the run in progress. */
export function startPeriodicTask({ run, everyMs, firstAfter, onFailure }: PeriodicTask): AsyncDisposable {
  const closing = new AbortController();
  const { signal } = closing;

  async function repeat(): Promise<void> {
    await (firstAfter === undefined ? pause(everyMs, signal) : settledOrAborted(firstAfter, signal));
    while (!signal.aborted) {
      try {
        await run(signal);
      } catch (error) {
        onFailure(error);
      }
      await pause(everyMs, signal);
    }
  }

  const running = repeat();
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
    },
  };
}
