import { describe, expect, it } from 'vitest';
import { addressRefusal } from './refusal.ts';

const NOW = new Date('2026-02-13T17:00:00Z');
const context = { channels: new Set(['email', 'sms'] as const), smsCountries: undefined, now: NOW };
const LATER = '2026-02-20T15:00:00Z';

describe('addressRefusal', () => {
  it('addressRefusal accepts what can be an address, and refuses what reaches no person, or another one', () => {
    const code = (channel: 'email' | 'sms', address: string) =>
      addressRefusal(channel, address, LATER, context)?.error.code ?? null;
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

  it('addressRefusal refuses an appointment that is past, and before all else a channel that is off', () => {
    expect(addressRefusal('email', 'ann@example.com', '2026-02-13T17:00:00Z', context)?.error.code).toBe('EXPIRED');
    const off = { ...context, channels: new Set(['sms'] as const) };
    expect(addressRefusal('email', 'x', '2020-02-13T17:00:00Z', off)?.error.code).toBe('REJECTED');
  });
});

describe('addressRefusal, where SMS may go to some countries only', () => {
  it('addressRefusal refuses numbers of other countries, and of none, and no mail', () => {
    const some = { ...context, smsCountries: ['AT', 'US'] };
    const code = (address: string) => addressRefusal('sms', address, LATER, some)?.error.code ?? null;
    expect(['+436641234567', '+15555550123'].map(code)).toEqual([null, null]);
    for (const number of ['+18765551234', '+447700900123', '+88213000000']) {
      expect(code(number), number).toBe('REJECTED');
    }
    expect(addressRefusal('email', 'ann@example.com', LATER, some)).toBeNull();
  });
});
