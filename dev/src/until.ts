import { setTimeout as pause } from 'node:timers/promises';

/** Waits until a condition holds. @throws {Error} after 20 s: against hangs only */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`never came true: ${holds}`);
    await pause(10);
  }
}
