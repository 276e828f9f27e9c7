/** When to stop: ^C, SIGTERM, a closed terminal, or the end of the npm that started us. */
import { StartError } from './start-error.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm passes a terminal's ^C on, so it comes twice: a second one counts as impatience only after this. */
const IMPATIENT_MS = 1_000;

/** A request to stop, which may not have come yet. */
export type StopRequest = ReturnType<typeof awaitStopRequest>;

/**
 * Begins to listen. A second signal, a second later, ends this process at once: every part of ours notices and stops
 * by itself then.
 */
export function awaitStopRequest(report: (text: string) => void) {
  const controller = new AbortController();
  let cameAt = 0;
  const request = (why: string) => {
    if (!controller.signal.aborted) {
      cameAt = performance.now();
      report(`\nstopping (${why}) ...`);
      controller.abort(new StartError(`stopped by ${why}`));
    } else if (performance.now() - cameAt > IMPATIENT_MS) process.exit(1);
  };
  for (const signal of SIGNALS) process.on(signal, () => request(signal));

  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined) {
    setInterval(() => process.ppid !== parent && request('npm ended'), 1_000).unref();
  }
  return {
    signal: controller.signal,
    came: new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve(), { once: true })),
  };
}
