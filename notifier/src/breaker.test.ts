import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { until } from '../testing/until.ts';
import {
  type AccountVerdict,
  afterAttempt,
  type BreakerState,
  beginProbe,
  breakerPolicy,
  closed,
  createBreaker,
  type Turn,
} from './breaker.ts';

const after = (state: BreakerState, verdict: AccountVerdict, recipient: string, isProbe = false) =>
  afterAttempt(state, { verdict, recipient, isProbe }, 0, breakerPolicy);

describe('the breaker', () => {
  it('opens when two different recipients in a row found the account at fault, and not before', () => {
    const one = after(closed, 'faulty', 'ann');
    expect(one.kind).toBe('closed');
    expect(after(one, 'faulty', 'ann').kind).toBe('closed');
    expect(after(after(one, 'works', 'bob'), 'faulty', 'bob').kind).toBe('closed');
    expect(after(after(one, 'unknown', 'bob'), 'faulty', 'bob')).toEqual({ kind: 'open', probes: 0, probeAt: 15_000 });
  });

  it('waits longer after each probe that fails, up to 5 min', () => {
    let state: BreakerState = { kind: 'open', probes: 0, probeAt: 0 };
    const waits = Array.from({ length: 7 }, () => {
      state = after(beginProbe(state), 'faulty', 'ann', true);
      return state.kind === 'open' ? state.probeAt / 1_000 : null;
    });
    expect(waits).toEqual([30, 60, 120, 240, 300, 300, 300]);
  });

  it('closes on a probe that succeeds, and on nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            verdict: fc.constantFrom('works', 'faulty', 'unknown'),
            recipient: fc.constantFrom('a', 'b', 'c'),
          }),
          { maxLength: 30 },
        ),
        (attempts) => {
          const open: BreakerState = { kind: 'open', probes: 0, probeAt: 0 };
          const late = attempts.reduce<BreakerState>(
            (state, { verdict, recipient }) => after(state, verdict, recipient),
            open,
          );
          const probing = attempts.reduce<BreakerState>(
            (state, { verdict, recipient }) => after(state, verdict, recipient),
            beginProbe(open),
          );
          return (
            late.kind === 'open' && probing.kind === 'probing' && after(probing, 'works', 'a', true).kind === 'closed'
          );
        },
      ),
    );
  });

  it('lets one waiter after the other probe, a different one each time, and all go when it closes', async () => {
    const changes: string[] = [];
    using breaker = createBreaker({ firstProbeMs: 5, longestProbeMs: 10 }, ({ kind }) => changes.push(kind));
    for (const recipient of ['a', 'b']) breaker.ended({ verdict: 'faulty', recipient, isProbe: false });
    const turns: [string, Turn][] = [];
    for (const name of ['first', 'second', 'third', 'fourth']) breaker.wait((turn) => turns.push([name, turn]));
    await until('the first probes', () => turns.length === 1);
    breaker.ended({ verdict: 'faulty', recipient: 'a', isProbe: true });
    await until('the second probes', () => turns.length === 2);
    breaker.ended({ verdict: 'works', recipient: 'b', isProbe: true });
    expect(turns).toEqual([
      ['first', 'probe'],
      ['second', 'probe'],
      ['third', 'closed'],
      ['fourth', 'closed'],
    ]);
    expect(changes).toEqual(['open', 'closed']);
  });
});
