import { describe, expect, it } from 'vitest';
import { initialRate, type RateState, release, type SendOutcome, tryAcquire } from './rate.ts';

const policy = { ratePerSecond: 100, burst: 10, maxConcurrent: 50 };

/** Starts one send and ends it at once. */
function through(state: RateState, outcome: SendOutcome, nowMs: number): RateState {
  const acquisition = tryAcquire(state, policy, nowMs);
  if (acquisition.kind !== 'acquired') throw new Error(`not acquired: ${JSON.stringify(acquisition)}`);
  return release(acquisition.state, policy, { outcome, generation: acquisition.state.generation }, nowMs);
}

describe('the rate', () => {
  it('halves when the provider requests to slow down, and empties the bucket', () => {
    const state = through(initialRate(policy, 0), 'slow-down', 0);
    expect(state).toMatchObject({ ratePerSecond: 50, concurrent: 25, tokens: 0, generation: 1, inProgress: 0 });
    expect(tryAcquire(state, policy, 0)).toEqual({ kind: 'wait-until', atMs: 20 });
  });

  it('lets half as many be in flight when the provider takes too long, as many a second as before', () => {
    const state = through(initialRate(policy, 0), 'too-slow', 0);
    expect(state).toMatchObject({ ratePerSecond: 100, concurrent: 25, tokens: 9, generation: 1, inProgress: 0 });
  });

  it('halves once for all sends that had started before', () => {
    let state = initialRate(policy, 0);
    for (let n = 0; n < 5; n += 1) {
      const acquisition = tryAcquire(state, policy, 0);
      if (acquisition.kind === 'acquired') state = acquisition.state;
    }
    for (let n = 0; n < 5; n += 1) state = release(state, policy, { outcome: 'slow-down', generation: 0 }, 0);
    expect(state).toMatchObject({ ratePerSecond: 50, inProgress: 0 });
  });

  it('never falls to zero', () => {
    let state = initialRate(policy, 0);
    let nowMs = 0;
    for (let n = 0; n < 100; n += 1) {
      nowMs += 1_000_000;
      state = through(state, 'slow-down', nowMs);
    }
    expect(state.ratePerSecond).toBe(policy.ratePerSecond / 64);
    expect(state.concurrent).toBe(1);
  });

  it('grows back slowly while sends are accepted, up to the policy’s', () => {
    let state = through(initialRate(policy, 0), 'slow-down', 0);
    let nowMs = 0;
    const acceptFor = (seconds: number) => {
      for (const endMs = nowMs + seconds * 1_000; nowMs < endMs; ) {
        nowMs += 1_000 / state.ratePerSecond + 1e-6;
        state = through(state, 'ok', nowMs);
      }
    };
    acceptFor(5);
    expect(state.ratePerSecond).toBeGreaterThan(55);
    expect(state.ratePerSecond).toBeLessThan(65);
    acceptFor(60);
    expect(state).toMatchObject({ ratePerSecond: policy.ratePerSecond, concurrent: policy.maxConcurrent });
  });

  it('does not change when sends fail for other reasons', () => {
    const before = through(initialRate(policy, 0), 'slow-down', 0);
    const after = through(before, 'failed', 1_000);
    expect(after).toMatchObject({ ratePerSecond: 50, concurrent: 25, generation: 1 });
  });

  it('lets no more sends start than the bucket and the clock allow', () => {
    let state = initialRate(policy, 0);
    let started = 0;
    for (let nowMs = 0; nowMs <= 1_000; nowMs += 1) {
      for (;;) {
        const acquisition = tryAcquire(state, policy, nowMs);
        if (acquisition.kind !== 'acquired') break;
        state = release(acquisition.state, policy, { outcome: 'failed', generation: 0 }, nowMs);
        started += 1;
      }
    }
    expect(started).toBe(policy.burst + policy.ratePerSecond);
  });

  it('is not refilled by a clock that steps back', () => {
    const state = through({ ...initialRate(policy, 1_000), tokens: 1 }, 'ok', 1_000);
    expect(tryAcquire(state, policy, 0).kind).toBe('wait-until');
    expect(release(state, policy, { outcome: 'failed', generation: 0 }, 0).refilledAtMs).toBe(1_000);
  });
});
