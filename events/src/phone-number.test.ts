import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { describe, expect, it } from 'vitest';
import { countryOf, isPhoneNumber, readE164, readWrittenNumber } from './phone-number.ts';

it.each([
  ['+436601234567', 'AT'],
  ['+15555550009', 'US'],
  ['+43', undefined],
  ['nonsense', undefined],
])('countryOf %s is %s', (phone, country) => expect(countryOf(phone)).toBe(country));

describe('readE164', () => {
  it.each(['+15555550123', '+15005550001', '+436601234567', '+390612345678', '+2250712345678', '+88213000000'])(
    'accepts %s',
    (phone) => {
      expect(readE164(phone)).toEqual({ phone });
      expect(isPhoneNumber(phone)).toBe(true);
    },
  );

  it.each([
    ['+4402079460958', '+442079460958'],
    ['+49015112345678', '+4915112345678'],
    ['+4306601234567', '+436601234567'],
  ])('says that %s has a trunk zero, and which number was meant', (text, meant) => {
    expect(readE164(text)).toEqual({ phone: null, problem: 'trunk-zero', meant });
  });

  it.each([
    ['+999123456789', 'impossible'],
    ['+12345678', 'impossible'],
    ['+43660123456789012', 'malformed'],
    ['+123456', 'malformed'],
    ['+43 660 1234567', 'malformed'],
    ['00436601234567', 'malformed'],
    ['+4366012345\n67', 'malformed'],
    ['', 'malformed'],
  ])('refuses %j', (text, problem) => {
    expect(readE164(text)).toMatchObject({ phone: null, problem });
  });
});

describe('readE164 of numbers that share +1', () => {
  it('accepts the same as the library does when it looks for the country', () => {
    for (let area = 100; area < 1_000; area++) {
      for (const rest of ['5550123', '555012', '55501234']) {
        const text = `+1${area}${rest}`;
        const parsed = parsePhoneNumberFromString(text, { extract: false });
        expect(isPhoneNumber(text), text).toBe(parsed?.number === text && parsed.isPossible());
      }
    }
  });
});

describe('readWrittenNumber', () => {
  it.each([
    ['+44 (0)20 7946 0958', undefined, '+442079460958'],
    ['+49 (0) 151 12345678', undefined, '+4915112345678'],
    ['+43 660/1234567', undefined, '+436601234567'],
    ['+43\u2011660\u20111234567', undefined, '+436601234567'],
    ['\u202a+43 660 1234567\u202c', undefined, '+436601234567'],
    ['\u200e+43\u00a0660\u00a01234567', undefined, '+436601234567'],
    ['\uff0b\uff14\uff13 660 1234567', undefined, '+436601234567'],
    ['tel:+1-555-555-0123', undefined, '+15555550123'],
    ['0043 660 1234567', undefined, '+436601234567'],
    ['0043 660 1234567', 'AT', '+436601234567'],
    ['0043 660 1234567', 'US', '+436601234567'],
    ['011 44 20 7946 0958', 'US', '+442079460958'],
    ['0660 1234567', 'AT', '+436601234567'],
    ['0660 1234567', 'at', '+436601234567'],
    ['(555) 555-0123', 'US', '+15555550123'],
    ['06 12 34 56 78', 'FR', '+33612345678'],
    ['+39 06 1234567', 'AT', '+39061234567'],
    ['+39 (0)6 1234567', undefined, '+39061234567'],
    ['(+43) 660 1234567', undefined, '+436601234567'],
    ['(0043) 660 1234567', undefined, '+436601234567'],
    ['06 1234567', 'IT', '+39061234567'],
    ['\u0660\u0666\u0666\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667', 'AT', '+436601234567'],
  ])('reads %j in %s as %s', (text, country, phone) => {
    expect(readWrittenNumber(text, country)).toEqual({ phone });
  });

  it.each([
    ['0660 1234567', undefined, 'country'],
    ['112', 'AT', 'impossible'],
    ['+999 123456789', 'AT', 'impossible'],
    ['+44 20 7946 0958 ext 12', 'GB', 'malformed'],
    ['+44 20 7946 0958,,12', undefined, 'malformed'],
    ['0660 1234567,,12', 'AT', 'malformed'],
    ['1-800-FLOWERS', 'US', 'malformed'],
    ['+43 660 1234567 or +43 1 2345', 'AT', 'malformed'],
    ['ann@example.com', 'AT', 'malformed'],
    ['', 'AT', 'malformed'],
    ['1'.repeat(100_000), 'AT', 'malformed'],
  ])('refuses %j in %s', (text, country, problem) => {
    expect(readWrittenNumber(text, country)).toMatchObject({ phone: null, problem });
  });
});
