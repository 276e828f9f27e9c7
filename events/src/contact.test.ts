import { describe, expect, it } from 'vitest';
import { countryListSchema, countryOf, isAllowedNumber, recipientOf } from './contact.ts';
import { isCountry } from './countries.ts';

describe('recipientOf', () => {
  it.each([
    [
      'ann@example.com',
      'ANN@Example.COM',
      ' ann@example.com ',
      'ann+1@example.com',
      'ann+a+b@example.com',
      'ann@example.com.',
    ],
    ['ann.lee@gmail.com', 'annlee@gmail.com', 'a.n.n.lee+x@GoogleMail.com'],
  ])('is one for all spellings of %s', (...addresses) => {
    expect(new Set(addresses.map((address) => recipientOf('email', address))).size).toBe(1);
  });

  it.each([['+447700900123', '+4407700900123', '+44007700900123', ' +447700900123']])(
    'is one for all spellings of %s',
    (...numbers) => {
      expect(new Set(numbers.map((number) => recipientOf('sms', number))).size).toBe(1);
    },
  );

  it('keeps people apart', () => {
    const emails = [
      'ann@example.com',
      'bob@example.com',
      'ann@example.org',
      'a.nn@example.com',
      '+@example.com',
      '+a@example.com',
      'no address',
      '',
    ];
    expect(new Set(emails.map((address) => recipientOf('email', address))).size).toBe(emails.length);
    const numbers = ['+15555550123', '+15555550120', '+1555555012', '+43155555501', '+999000123', '', 'x'];
    expect(new Set(numbers.map((number) => recipientOf('sms', number))).size).toBe(numbers.length);
  });
});

describe('countryOf', () => {
  it.each([
    ['+436641234567', 'AT'],
    ['+12045551234', 'CA'],
    ['+18765551234', 'JM'],
    ['+15555550123', 'US'],
    ['+19005550123', 'US'],
    ['+447700900123', 'GB'],
    ['+77011234567', 'KZ'],
    ['+79161234567', 'RU'],
    ['+88213000000', null],
    ['+9791234567', null],
    ['+999123456789', null],
    ['+0', null],
    ['', null],
  ])('finds the country of %s', (phone, country) => {
    expect(countryOf(phone)).toBe(country);
  });
});

describe('isCountry', () => {
  it('knows ISO codes in capitals, and nothing else', () => {
    expect(['AT', 'US', 'XK'].filter(isCountry)).toEqual(['AT', 'US', 'XK']);
    expect(['at', 'UK', 'EU', '001', '', 'toString', '__proto__'].filter(isCountry)).toEqual([]);
  });
});

describe('isAllowedNumber', () => {
  it('allows the countries of a list, all where there is none, and no number of no country', () => {
    const countries = countryListSchema.parse(' at, DE ,');
    expect(countries).toEqual(['AT', 'DE']);
    expect(isAllowedNumber('+436641234567', countries)).toBe(true);
    for (const number of ['+18765551234', '+88213000000', '+9791234567', '+999123456789', 'x']) {
      expect(isAllowedNumber(number, countries), number).toBe(false);
      expect(isAllowedNumber(number, countryListSchema.parse('')), number).toBe(true);
    }
    expect(countryListSchema.safeParse('AT,UK').success).toBe(false);
  });
});
