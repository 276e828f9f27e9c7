import { describe, expect, it } from 'vitest';
import { createFullQuotas } from './full-quotas.ts';
import { type Candidate, type QuotaUse, quotaUsesOf, refuseBeyond } from './quota.ts';

const LIMITS = { appointmentsPerHour: 60, messagesPerDay: 20 };
const anna = { sub: 'anna', role: 'customer' } as const;

describe('the quota uses of an appointment', () => {
  it('count against the customer and each recipient, whatever the spelling of the address, and none for staff', () => {
    const uses = quotaUsesOf(anna, { email: 'Ann+1@Example.com', sms: '+15555550123' }, LIMITS);
    expect(uses.map(({ kind, most, seconds }) => [kind, most, seconds])).toEqual([
      ['customer', 60, 3_600],
      ['email', 20, 86_400],
      ['sms', 20, 86_400],
    ]);
    expect(quotaUsesOf({ sub: 'bert', role: 'customer' }, { email: 'ann@example.com' }, LIMITS)[1]).toEqual(uses[1]);
    expect(quotaUsesOf({ sub: 'desk', role: 'staff' }, { email: 'ann@example.com' }, LIMITS)).toEqual([]);
  });

  it('leave out a quota whose limit is 0', () => {
    const addresses = { email: 'ann@example.com', sms: '+15555550123' };
    expect(quotaUsesOf(anna, addresses, { appointmentsPerHour: 0, messagesPerDay: 0 })).toEqual([]);
    expect(quotaUsesOf(anna, addresses, { ...LIMITS, appointmentsPerHour: 0 })).toHaveLength(2);
    expect(quotaUsesOf(anna, addresses, { ...LIMITS, messagesPerDay: 0 })).toHaveLength(1);
  });
});

describe('the decision about quotas', () => {
  const use = (key: string, most: number): QuotaUse => ({ kind: 'email', key, most, seconds: 10 });
  const candidate = (...uses: QuotaUse[]): Candidate => ({ uses, repeatOf: null });
  const refused = (candidates: readonly Candidate[], ages: Readonly<Record<string, readonly number[]>> = {}) =>
    refuseBeyond(candidates, new Map(Object.entries(ages))).map(
      (refusal) => refusal && [refusal.key, refusal.retryAfterMs],
    );

  it('accepts as many as there is room for, in their order', () => {
    const three = [candidate(use('a', 2)), candidate(use('a', 2)), candidate(use('a', 2))];
    expect(refused(three)).toEqual([null, null, ['a', 10_000]]);
    expect(refused(three, { a: [4_000] })).toEqual([null, ['a', 6_000], ['a', 6_000]]);
    expect(refused(three, { a: [4_000, 7_000, 11_000] })).toEqual(three.map(() => ['a', 3_000]));
  });

  it('says when there is room for one more, also after the limit was lowered', () => {
    expect(refused([candidate(use('a', 1))], { a: [1_000, 5_000, 3_000] })).toEqual([['a', 9_000]]);
  });

  it('does not count what is refused for another reason', () => {
    const [full, free] = [use('full', 1), use('free', 1)];
    expect(refused([candidate(full, free), candidate(free), candidate(free)], { full: [0] })).toEqual([
      ['full', 10_000],
      null,
      ['free', 10_000],
    ]);
  });

  it('counts repeats of each other once, and refuses all of them or none', () => {
    const twice = (key: string) => [0, 1].map(() => ({ uses: [use(key, 1)], repeatOf: `repeat of ${key}` }));
    expect(refused([...twice('a'), ...twice('b'), candidate(use('a', 1))], { b: [0] })).toEqual([
      null,
      null,
      ['b', 10_000],
      ['b', 10_000],
      ['a', 10_000],
    ]);
  });
});

describe('the memory of full quotas', () => {
  it('refuses until there is room, and forgets the oldest beyond its limit', () => {
    let nowMs = 0;
    const full = createFullQuotas(() => nowMs);
    const uses = (key: string): QuotaUse[] => [{ kind: 'sms', key, most: 1, seconds: 1 }];
    full.remember({ kind: 'sms', key: 'first', retryAfterMs: 500 });
    nowMs = 400;
    expect(full.refusalOf(uses('first'))).toEqual({ kind: 'sms', key: 'first', retryAfterMs: 100 });
    expect(full.refusalOf(uses('other'))).toBeNull();
    nowMs = 500;
    expect(full.refusalOf(uses('first'))).toBeNull();
    for (let n = 0; n < 10_001; n++) full.remember({ kind: 'sms', key: String(n), retryAfterMs: 1_000 });
    expect(full.refusalOf(uses('0'))).toBeNull();
    expect(full.refusalOf(uses('1'))).not.toBeNull();
  });
});
