import { describe, expect, it } from 'vitest';
import { createWakeSignal } from './wake-signal.ts';

describe('the wake-up signal', () => {
  it('wakes everyone who waits, once', async () => {
    const signal = createWakeSignal();
    const waits = [signal.wait(60_000), signal.wait(60_000)];
    signal.wake();
    expect(await Promise.all(waits)).toEqual([true, true]);
    expect(await signal.wait(1)).toBe(false);
  });

  it('keeps one wake-up that nothing waited for', async () => {
    const signal = createWakeSignal();
    signal.wake();
    signal.wake();
    expect([await signal.wait(60_000), await signal.wait(1)]).toEqual([true, false]);
  });
});
