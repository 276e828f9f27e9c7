import { describe, expect, it } from 'vitest';
import { startPeriodicTask } from './periodic-task.ts';

const HOUR_MS = 3_600_000;

describe('a periodic task', () => {
  it('runs again and again, one run at a time, also after a failure', async () => {
    const failures: unknown[] = [];
    const third = Promise.withResolvers<void>();
    let running = 0;
    let runs = 0;
    await using _task = startPeriodicTask({
      everyMs: 1,
      async run() {
        running += 1;
        expect(running).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        runs += 1;
        if (runs === 1) throw new Error('a failure');
        if (runs === 3) third.resolve();
      },
      onFailure: (error) => failures.push(error),
    });
    await third.promise;
    expect(failures).toEqual([new Error('a failure')]);
  });

  it('runs as soon as `firstAfter` has resolved, and waits for the run in progress when it is disposed', async () => {
    const ready = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    let ended = false;
    const task = startPeriodicTask({
      everyMs: HOUR_MS,
      firstAfter: ready.promise,
      async run(signal) {
        begun.resolve();
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        ended = true;
      },
      onFailure: () => {},
    });
    ready.resolve();
    await begun.promise;
    await task[Symbol.asyncDispose]();
    expect(ended).toBe(true);
  });

  it('never runs when it is disposed before its time', async () => {
    let runs = 0;
    const run = async () => {
      runs += 1;
    };
    const never = new Promise(() => {});
    for (const firstAfter of [undefined, never]) {
      const task = startPeriodicTask({ everyMs: HOUR_MS, run, onFailure: () => {}, ...(firstAfter && { firstAfter }) });
      await task[Symbol.asyncDispose]();
    }
    expect(runs).toBe(0);
  });
});
