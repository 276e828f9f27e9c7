import { ChannelError, type ChannelErrorDetails } from '@belltower/channels';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, decideRetry, expiryOf, type RetryContext, retryPolicy } from './retry.ts';

const NOW = new Date('2026-02-13T17:00:00Z');
const HOUR = 3_600_000;

const errorOf = (details: Partial<ChannelErrorDetails>) =>
  new ChannelError('said the provider', {
    code: 'PROVIDER_UNAVAILABLE',
    kind: 'retry',
    providerCode: '421',
    ...details,
  });

const contextOf = (change: Partial<RetryContext> = {}): RetryContext => ({
  refusals: 0,
  scheduled: 0,
  now: NOW,
  expiresAt: new Date(NOW.getTime() + 72 * HOUR),
  random: 0.999_999,
  policy: retryPolicy,
  ...change,
});

const waitOf = (error: ChannelError, context: RetryContext) => {
  const decision = decideRetry(error, context);
  return decision.kind === 'retry' ? decision.at.getTime() - NOW.getTime() : decision.error.code;
};

describe('decideRetry', () => {
  it('decideRetry doubles the longest wait from 1 s up to 15 min, and takes any part of it', () => {
    expect([0, 1, 2, 3, 9, 10, 500].map((refusals) => waitOf(errorOf({}), contextOf({ refusals })))).toEqual(
      [1, 2, 4, 8, 512, 900, 900].map((seconds) => seconds * 1_000),
    );
    expect(waitOf(errorOf({}), contextOf({ refusals: 5, random: 0.5 }))).toBe(16_000);
  });

  it('decideRetry waits at least as long as the provider says', () => {
    expect(waitOf(errorOf({ retryAfterMs: 90_000 }), contextOf())).toBe(90_000);
  });

  it("decideRetry follows the provider's own schedule, and gives up when it is used up", () => {
    const error = errorOf({ code: 'UNDELIVERED', scheduleMs: [60_000, 600_000] });
    expect([0, 1, 2].map((scheduled) => waitOf(error, contextOf({ scheduled })))).toEqual([
      60_000,
      600_000,
      'UNDELIVERED',
    ]);
  });

  it('decideRetry gives up at once on a permanent refusal', () => {
    expect(waitOf(errorOf({ code: 'REJECTED', kind: 'permanent' }), contextOf())).toBe('REJECTED');
    expect(waitOf(errorOf({ code: 'INVALID_RECIPIENT', kind: 'suppress' }), contextOf())).toBe('INVALID_RECIPIENT');
  });

  it('decideRetry gives up as expired when the provider wants more time than is left', () => {
    const context = contextOf({ expiresAt: new Date(NOW.getTime() + 60_000) });
    expect(waitOf(errorOf({ retryAfterMs: 60_000 }), context)).toBe('EXPIRED');
  });

  it('decideRetry never waits beyond the expiry, whatever the numbers', () => {
    fc.assert(
      fc.property(
        fc.nat(100),
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        fc.integer({ min: -1_000, max: 100 * HOUR }),
        (refusals, random, leftMs) => {
          const expiresAt = new Date(NOW.getTime() + leftMs);
          const decision = decideRetry(errorOf({}), contextOf({ refusals, random, expiresAt }));
          return decision.kind === 'fail'
            ? decision.error.code === 'EXPIRED'
            : decision.at < expiresAt && decision.at >= NOW;
        },
      ),
    );
  });

  it('decideRetry spreads the waits over the whole time', () => {
    const wait = (random: number) => backoffMs({ refusals: 20, random, policy: retryPolicy });
    expect(wait(0)).toBe(0);
    expect(wait(0.25)).toBe(225_000);
  });
});

describe('expiryOf', () => {
  it("the expiry is the appointment's time, or 72 h after it was queued, whichever is first", () => {
    expect(expiryOf('2026-02-13T18:00:00Z', NOW, retryPolicy)).toEqual(new Date('2026-02-13T18:00:00Z'));
    expect(expiryOf('2026-03-13T18:00:00Z', NOW, retryPolicy)).toEqual(new Date('2026-02-16T17:00:00Z'));
  });
});
