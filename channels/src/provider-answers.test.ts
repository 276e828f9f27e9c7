import { describe, expect, it } from 'vitest';
import { ChannelError, type ChannelErrorDetails } from './errors.ts';
import { readCallback, readFailure, readReceipt } from './provider-answers.ts';

const failed = (details: object, options: object = {}) =>
  readFailure(new ChannelError('no', details as ChannelErrorDetails, options));
const account = { code: 'PROVIDER_MISCONFIGURED', kind: 'account', providerCode: '401' };

describe('what a provider hands over', () => {
  it('is a failure of the closed lists, its waits those that can be kept', () => {
    const details = { ...account, retryAfterMs: 5, scheduleMs: [1, 2], slowDown: true, alarm: true };
    expect(failed(details)).toMatchObject({ details, outage: true, message: 'no' });
    expect(failed({ ...account, kind: 'gone' })).toBeNull();
    for (const retryAfterMs of [-1, Number.NaN, '5', null]) {
      expect(failed({ ...account, retryAfterMs })?.details).toEqual(account);
    }
    for (const scheduleMs of [[-1], 'ab', {}, Array.from({ length: 101 }, () => 1)]) {
      expect(failed({ ...account, scheduleMs })?.details).toEqual(account);
    }
    expect(failed({ ...account, retryAfterMs: 1e15 })?.details.retryAfterMs).toBe(30 * 86_400_000);
    expect(readFailure(new Error('no'))).toBeNull();
  });

  it('is never an outage where the message is in doubt: only its own account can settle that', () => {
    const doubt = { code: 'MAYBE_SENT', kind: 'maybe-sent', providerCode: null };
    expect(failed(doubt, { outage: true })?.outage).toBe(false);
    expect(failed({ ...account, kind: 'retry' }, { outage: true })?.outage).toBe(true);
  });

  it('is a receipt, or null, with an id that can be stored', () => {
    const acceptedAt = new Date();
    const receipt = { providerMessageId: 'a\0b\ud800', acceptedAt, provider: 'its own name' };
    expect(readReceipt(receipt, 'acme-fallback')).toEqual({
      providerMessageId: 'a\ufffdb\ufffd',
      acceptedAt,
      provider: 'acme-fallback',
    });
    expect(readReceipt({ acceptedAt }, 'acme')?.providerMessageId).toBeNull();
    expect(readReceipt({ ...receipt, acceptedAt: new Date('never') }, 'acme')).toBeNull();
  });

  it('is a callback, or thrown away, and an address in it that is none is not known', () => {
    const report = { status: 'sent', providerStatus: 'ok', to: 'ann@example.com' } as const;
    expect(readCallback({ kind: 'report', report })).toMatchObject({ report: { to: 'ann@example.com' } });
    for (const to of ['a\0b', 'x'.repeat(321)]) {
      expect(readCallback({ kind: 'report', report: { ...report, to } })).toMatchObject({ report: { to: null } });
    }
    expect(() => readCallback({ kind: 'report', report: { ...report, status: 'lost' } })).toThrow();
    expect(() => readCallback(undefined)).toThrow();
  });
});
