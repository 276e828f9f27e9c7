import { describe, expect, it } from 'vitest';
import { isEmailAddress, readEmailAddress } from './email-address.ts';

const at = (local: string) => `${local}@example.com`;

describe('readEmailAddress', () => {
  it.each([
    'billing&accounts@example.com',
    'room/12@example.com',
    "foo'@example.com",
    '100%sure@example.com',
    'info@example.xn--p1ai',
    'a.b+c@sub.example.co.uk',
    `${'a'.repeat(64)}@example.com`,
    'A@Example.COM',
    'm\u00fcller@example.com',
    '\u0645\u06cc\u200c\u062e@example.com',
  ])('accepts %s as it is', (address) => {
    expect(readEmailAddress(address)).toMatchObject({ address });
    expect(isEmailAddress(address)).toBe(true);
  });

  it.each([
    ['info@b\u00fccher.example', 'info@xn--bcher-kva.example'],
    ['info@bu\u0308cher.example', 'info@xn--bcher-kva.example'],
    ['a@\u4f8b\u3048\u3002jp', 'a@xn--r8jz45g.jp'],
    [' MAILTO:ann@example.com ', 'ann@example.com'],
    ['\u202aann@example.com\u202c', 'ann@example.com'],
    ['ann\u200b@example.com', 'ann@example.com'],
    ['an\u200dn@ex\u200cample.com', 'ann@example.com'],
    ['u\u0308\u200db@example.com', '\u00fcb@example.com'],
    ['info@\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.com', 'info@xn--mgba3gch31f060k.com'],
    ['info@\u0dc1\u0dca\u200d\u0dbb\u0dd3.com', 'info@xn--10cl1a0b660p.com'],
    ['ann\uff20example.com', 'ann@example.com'],
  ])('reads %j in its normal form', (text, address) => {
    expect(readEmailAddress(text)).toMatchObject({ address });
    expect(isEmailAddress(text)).toBe(false);
  });

  it('says which addresses only a server with SMTPUTF8 takes', () => {
    expect(readEmailAddress('m\u00fcller@b\u00fccher.example')).toMatchObject({ needsSmtpUtf8: true });
    expect(readEmailAddress('info@b\u00fccher.example')).toMatchObject({ needsSmtpUtf8: false });
  });

  it.each([
    '',
    'user',
    'user@',
    '@example.com',
    'a@b',
    'a@1.2.3.4',
    'a@[127.0.0.1]',
    at('a..b'),
    at('.a'),
    at('"a b"'),
    at('a b'),
    at('a@b'),
    at('a'.repeat(65)),
    at('\u00fc'.repeat(33)),
    'ann@example.com, bob@example.com',
    'ann@example.com\r\nBcc: x@y.z',
    'Ann <ann@example.com>',
    'a@exa mple.com',
    'a@b\u00fccher.example/x',
    'a@b\u00fccher.example:80',
    'a@-b.com',
    'a@ex_ample.com',
    'a@example.com.',
    '\0a@example.com',
    at('\u{1f600}'),
    'x'.repeat(100_000),
  ])('refuses %j', (text) => {
    expect(readEmailAddress(text).address).toBeNull();
  });

  it('says that an address is too long', () => {
    expect(readEmailAddress(`a@${'b'.repeat(60)}.${'c.'.repeat(100)}example`)).toEqual({
      address: null,
      problem: 'long',
    });
  });
});
