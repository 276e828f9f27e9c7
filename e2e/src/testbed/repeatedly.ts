import { setTimeout as wait } from 'node:timers/promises';

/** Does a step again and again, each so many milliseconds after the last as it answered, until it is disposed. */
export function repeatedly(step: () => Promise<number> | number): AsyncDisposable {
  const ending = new AbortController();
  const work = (async () => {
    while (!ending.signal.aborted) await wait(await step(), undefined, ending).catch(() => {});
  })();
  work.catch(() => {}); // rejects again when it is disposed
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await work;
    },
  };
}
