import { describe, expect, it } from 'vitest';
import { isTooOld, refusalOf } from './plan.ts';

const NOW = new Date('2026-02-13T17:00:00Z');
const context = { channels: new Set(['email', 'sms'] as const), smsCountries: undefined, now: NOW };
const LATER = '2026-02-20T15:00:00Z';

describe('refusalOf', () => {
  it('takes what can be an address, and refuses what can reach nobody or somebody else', () => {
    const code = (channel: 'email' | 'sms', address: string) =>
      refusalOf(channel, address, LATER, context)?.code ?? null;
    expect(code('email', 'ann@example.com')).toBeNull();
    expect(code('sms', '+15555550123')).toBeNull();
    for (const bad of [
      '',
      'ann',
      'ann@example.com, bob@example.com',
      'ann@example.com\r\nBcc: x@y.z',
      `${'a'.repeat(250)}@example.com`,
    ]) {
      expect(code('email', bad), bad).toBe('INVALID_RECIPIENT');
    }
    for (const bad of ['', '5555550123', '+0555', '+1555555012345678', '+1555 5550123'])
      expect(code('sms', bad), bad).toBe('INVALID_RECIPIENT');
  });

  it('refuses what is past, and a channel that is off before all else', () => {
    expect(refusalOf('email', 'ann@example.com', '2026-02-13T17:00:00Z', context)?.code).toBe('EXPIRED');
    const off = { ...context, channels: new Set(['sms'] as const) };
    expect(refusalOf('email', 'x', '2020-02-13T17:00:00Z', off)?.code).toBe('REJECTED');
  });
});

describe('refusalOf, where SMS may go to some countries only', () => {
  it('refuses numbers of others, and of none, and no mail', () => {
    const some = { ...context, smsCountries: ['AT', 'US'] };
    const code = (address: string) => refusalOf('sms', address, LATER, some)?.code ?? null;
    expect(['+436641234567', '+15555550123'].map(code)).toEqual([null, null]);
    for (const number of ['+18765551234', '+447700900123', '+88213000000', '+999123456789']) {
      expect(code(number), number).toBe('REJECTED');
    }
    expect(refusalOf('email', 'ann@example.com', LATER, some)).toBeNull();
  });
});

describe('isTooOld', () => {
  it('goes by when it occurred or when it came into the log, whichever is older', () => {
    const day = 86_400_000;
    const at = (days: number) => new Date(NOW.getTime() - days * day);
    expect(isTooOld(at(89).toISOString(), at(89), 90 * day, NOW)).toBe(false);
    expect(isTooOld(at(91).toISOString(), at(1), 90 * day, NOW)).toBe(true);
    expect(isTooOld(at(-400).toISOString(), at(91), 90 * day, NOW)).toBe(true);
  });
});
