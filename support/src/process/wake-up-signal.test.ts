import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createWakeUpSignal } from './wake-up-signal.ts';

const HOUR_MS = 3_600_000;

describe('a wake-up signal', () => {
  it('ends a wait, and a wake-up between two waits ends the next one, once', async () => {
    const signal = createWakeUpSignal();
    const woken = signal.wait(HOUR_MS);
    signal.wake();
    expect(await woken).toBe(true);
    signal.wake();
    signal.wake();
    expect(await signal.wait(HOUR_MS)).toBe(true);
    expect(await signal.wait(1)).toBe(false);
  });

  it('forgets a wake-up that is cleared, and no later one', async () => {
    const signal = createWakeUpSignal();
    signal.wake();
    signal.clear();
    expect(await signal.wait(1)).toBe(false);
    signal.clear();
    signal.wake();
    expect(await signal.wait(HOUR_MS)).toBe(true);
  });

  it('ends a wait when that is aborted, and leaves no listener behind', async () => {
    const signal = createWakeUpSignal();
    const closing = new AbortController();
    expect(await signal.wait(1, closing.signal)).toBe(false);
    expect(getEventListeners(closing.signal, 'abort')).toHaveLength(0);
    const waiting = signal.wait(HOUR_MS, closing.signal);
    closing.abort();
    expect(await waiting).toBe(false);
    expect(await signal.wait(HOUR_MS, closing.signal)).toBe(false);
  });
});
