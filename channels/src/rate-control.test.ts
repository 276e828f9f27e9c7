import { describe, expect, it } from 'vitest';
import { type Clock, createRateControl, type Release } from './rate-control.ts';

const never = new AbortController().signal;

/** A clock that stands still until it is advanced. */
function fakeClock() {
  let nowMs = 0;
  const timers = new Map<symbol, { atMs: number; callback: () => void }>();
  const clock: Clock = {
    now: () => nowMs,
    after(ms, callback) {
      const id = Symbol('timer');
      timers.set(id, { atMs: nowMs + ms, callback });
      return () => timers.delete(id);
    },
  };
  return {
    clock,
    timers,
    async advance(ms: number) {
      const untilMs = nowMs + ms;
      for (;;) {
        const [next] = [...timers].filter(([, { atMs }]) => atMs <= untilMs).sort(([, a], [, b]) => a.atMs - b.atMs);
        if (next === undefined) break;
        timers.delete(next[0]);
        nowMs = next[1].atMs;
        next[1].callback();
      }
      nowMs = untilMs;
      await settle();
    },
  };
}

/** Lets everything that is already resolved be seen. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function control(policy: Partial<Parameters<typeof createRateControl>[0]> = {}) {
  const time = fakeClock();
  const rate = createRateControl({ ratePerSecond: 10, burst: 1, maxConcurrent: 2, ...policy }, time.clock);
  const started: string[] = [];
  const releases: Release[] = [];
  const begin = (name: string, signal = never) =>
    rate.acquire(signal).then((release) => {
      started.push(name);
      releases.push(release);
    });
  return { ...time, rate, started, releases, begin };
}

describe('sends under rate control', () => {
  it('start at once by tryAcquire only where nothing waits: no token, no place, no pause, no call before', async () => {
    const { rate, begin, started, advance } = control({ burst: 2, maxConcurrent: 1 });
    const release = rate.tryAcquire();
    expect(release).not.toBeNull();
    expect(rate.tryAcquire()).toBeNull(); // no place
    release?.('ok');
    rate.pause();
    expect(rate.tryAcquire()).toBeNull();
    rate.resume();
    rate.tryAcquire()?.('ok');
    expect(rate.tryAcquire()).toBeNull(); // no token
    void begin('a');
    await advance(99);
    expect(started).toEqual([]);
    expect(rate.tryAcquire()).toBeNull();
    await advance(1);
    expect(started).toEqual(['a']);
    expect(rate.standing().inProgress).toBe(1);
  });

  it('start in the order of their calls, as tokens come', async () => {
    const { begin, started, advance } = control({ maxConcurrent: 10 });
    void begin('a');
    void begin('b');
    void begin('c');
    await settle();
    expect(started).toEqual(['a']);
    await advance(99);
    expect(started).toEqual(['a']);
    await advance(1);
    expect(started).toEqual(['a', 'b']);
    await advance(100);
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('wait for one to end while the most that may be are in flight', async () => {
    const { begin, started, releases, rate, advance } = control({ burst: 5 });
    for (const name of ['a', 'b', 'c']) void begin(name);
    await advance(10_000);
    expect(started).toEqual(['a', 'b']);
    expect(rate.standing()).toMatchObject({ inProgress: 2, waiting: 1 });
    releases[0]?.('failed');
    await settle();
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('count as ended once, however often they are released', async () => {
    const { begin, releases, rate } = control({ burst: 5 });
    await begin('a');
    releases[0]?.('ok');
    releases[0]?.('slow-down');
    expect(rate.standing()).toMatchObject({ inProgress: 0, ratePerSecond: 10 });
  });

  it('are slower and fewer at a time after the provider requested it', async () => {
    const { begin, releases, started, advance, rate } = control({ burst: 2 });
    await begin('a');
    await begin('b');
    releases[0]?.('slow-down');
    releases[1]?.('slow-down');
    expect(rate.standing()).toMatchObject({ ratePerSecond: 5, concurrent: 1 });
    void begin('c');
    void begin('d');
    await advance(199);
    expect(started).toEqual(['a', 'b']);
    await advance(10_000);
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('that are aborted take no token, and let the next one start', async () => {
    const { begin, started, advance, timers, rate } = control();
    const patience = new AbortController();
    await begin('a');
    const given = begin('b', patience.signal);
    void begin('c');
    patience.abort(new Error('shutting down'));
    await expect(given).rejects.toThrow('shutting down');
    await advance(100);
    expect(started).toEqual(['a', 'c']);
    expect(rate.standing().waiting).toBe(0);
    expect(timers.size).toBe(0);
  });

  it('start no more while the control is paused, and go on in their order afterwards', async () => {
    const { begin, releases, rate, started, advance } = control({ maxConcurrent: 1, burst: 5 });
    for (const name of ['a', 'b', 'c']) void begin(name);
    await settle();
    rate.pause();
    const changed = rate.changed();
    releases[0]?.('ok');
    await changed;
    await advance(10_000);
    expect(started).toEqual(['a']);
    expect(rate.standing()).toMatchObject({ inProgress: 0, waiting: 2 });
    rate.resume();
    await settle();
    expect(started).toEqual(['a', 'b']);
  });

  it('that are aborted before their call are rejected', async () => {
    const { rate } = control();
    await expect(rate.acquire(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(rate.standing()).toMatchObject({ inProgress: 0, tokens: 1 });
  });

  it('leave no timer behind when the last one that waits is aborted', async () => {
    const { begin, timers } = control();
    const patience = new AbortController();
    await begin('a');
    const given = begin('b', patience.signal);
    expect(timers.size).toBe(1);
    patience.abort();
    await expect(given).rejects.toThrow();
    expect(timers.size).toBe(0);
  });

  it('keep the rate by the real clock too', async () => {
    const rate = createRateControl({ ratePerSecond: 1_000, burst: 1, maxConcurrent: 1 });
    const startedAt = performance.now();
    for (let n = 0; n < 21; n += 1) (await rate.acquire(never))('ok');
    expect(performance.now() - startedAt).toBeGreaterThan(19);
  });
});

describe('a rate policy', () => {
  it.each([{ ratePerSecond: 0 }, { burst: 0.5 }, { maxConcurrent: 0 }, { ratePerSecond: Number.NaN }])(
    'under which no send could start is rejected: %j',
    (policy) => {
      expect(() => control(policy)).toThrow(RangeError);
    },
  );
});
