import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { until } from '../../testing/until.ts';
import {
  type AccountVerdict,
  type AttemptEnd,
  afterAttempt,
  type BreakerState,
  beginProbe,
  breakerPolicy,
  closed,
  createBreaker,
  type Turn,
} from './breaker.ts';

const ended = (verdict: AccountVerdict, recipient: string, isProbe = false): AttemptEnd => ({
  verdict,
  by: 'answer',
  recipient,
  isProbe,
  reason: 'what was said',
});

const after = (state: BreakerState, verdict: AccountVerdict, recipient: string, isProbe = false) =>
  afterAttempt(state, ended(verdict, recipient, isProbe), 0, breakerPolicy);

const reported = (state: BreakerState, verdict: AccountVerdict, recipient: string) =>
  afterAttempt(state, { ...ended(verdict, recipient), by: 'report' }, 0, breakerPolicy);

const fault = { by: 'answer', reason: 'what was said', unconfirmed: 0 } as const;
const open = { kind: 'open', probes: 0, probeAt: 0, fault } as const;

describe('the breaker', () => {
  it('the breaker opens when two different recipients in a row found the account at fault, and not before', () => {
    const one = after(closed, 'faulty', 'ann');
    expect(one.kind).toBe('closed');
    expect(after(one, 'faulty', 'ann').kind).toBe('closed');
    expect(after(after(one, 'works', 'bob'), 'faulty', 'bob').kind).toBe('closed');
    expect(after(after(one, 'unknown', 'bob'), 'faulty', 'bob')).toEqual({
      ...open,
      probeAt: 15_000,
    });
  });

  it('the breaker waits longer after each probe that fails, up to 5 min', () => {
    let state: BreakerState = open;
    const waits = Array.from({ length: 7 }, () => {
      state = after(beginProbe(state), 'faulty', 'ann', true);
      return state.kind === 'open' ? state.probeAt / 1_000 : null;
    });
    expect(waits).toEqual([30, 60, 120, 240, 300, 300, 300]);
  });

  it('the breaker closes on a probe that succeeds, and on nothing else', () => {
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

  it('the breaker lets one waiter after the other probe, a different one each time, and releases all when it closes', async () => {
    const changes: string[] = [];
    using breaker = createBreaker({ firstProbeMs: 5, longestProbeMs: 10 }, ({ kind }) => changes.push(kind));
    for (const recipient of ['a', 'b']) breaker.ended(ended('faulty', recipient));
    const turns: [string, Turn][] = [];
    for (const name of ['first', 'second', 'third', 'fourth']) breaker.wait((turn) => turns.push([name, turn]));
    await until('the first probes', () => turns.length === 1);
    breaker.ended(ended('faulty', 'a', true));
    await until('the second probes', () => turns.length === 2);
    breaker.ended(ended('works', 'b', true));
    expect(turns).toEqual([
      ['first', 'probe'],
      ['second', 'probe'],
      ['third', 'closed'],
      ['fourth', 'closed'],
    ]);
    expect(changes).toEqual(['open', 'closed']);
  });
});

describe('the breaker, of a fault that shows only in reports', () => {
  const openByReport = { ...open, fault: { ...fault, by: 'report' } } as const;
  const probed = (state: BreakerState) => after(beginProbe(state), 'works', 'cem', true);

  it('the breaker opens when two recipients were reported so, though the provider accepts each message', () => {
    const one = after(reported(closed, 'faulty', 'ann'), 'works', 'bob');
    expect(one.kind).toBe('closed');
    expect(reported(one, 'faulty', 'ann').kind).toBe('closed');
    expect(reported(one, 'faulty', 'bob')).toEqual({ ...openByReport, probeAt: 15_000 });
    expect(reported(reported(one, 'works', 'cem'), 'faulty', 'bob').kind).toBe('closed');
  });

  it('the breaker is not closed by a probe that is accepted, but by a report that it works', () => {
    expect(probed(openByReport)).toMatchObject({ kind: 'open', probeAt: 30_000, fault: { unconfirmed: 1 } });
    expect(reported(probed(openByReport), 'works', 'cem')).toEqual(closed);
    expect(reported(beginProbe(openByReport), 'works', 'cem')).toEqual(closed);
  });

  it('the breaker stays open for as long as reports say so, and closes when none come any more', () => {
    let state: BreakerState = openByReport;
    for (let probes = 0; probes < 10; probes += 1) state = reported(probed(state), 'faulty', 'cem');
    expect(state).toMatchObject({ kind: 'open', fault: { unconfirmed: 0 } });
    expect(probed(probed(state)).kind).toBe('open');
    expect(probed(probed(probed(state)))).toEqual(closed);
  });

  it('the breaker is not closed by reports of earlier messages on a fault that showed in an answer', () => {
    expect(reported(open, 'works', 'ann')).toEqual(open);
    expect(reported(beginProbe(open), 'works', 'ann')).toEqual(beginProbe(open));
  });
});
