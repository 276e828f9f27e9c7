/** What is found: `unready` answers and says so, `away` does not listen, `hung` takes connections and answers nothing. */
export type Health = 'ready' | 'unready' | 'away' | 'hung';

/** Longer than any answer of a process that runs. */
const ANSWER_MS = 4_000;

/**
 * Asks a service at `origin`. It hangs when nothing answers `/healthz`, which waits for no other part, for `silentMs`: the system takes
 * connections also for a process that is stopped or whose event loop is blocked.
 */
export async function checkHealth({ origin, silentMs }: { origin: string; silentMs: number }): Promise<Health> {
  const alive = await ask(`${origin}/healthz`, silentMs);
  if (alive === null) return 'hung';
  if (!alive) return 'away';
  return (await ask(`${origin}/readyz`, ANSWER_MS)) ? 'ready' : 'unready';
}

/** Whether it answers well; null: not at all, though it takes the connection. */
async function ask(url: string, withinMs: number): Promise<boolean | null> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(withinMs) })).ok;
  } catch (error) {
    return error instanceof DOMException && error.name === 'TimeoutError' ? null : false;
  }
}
