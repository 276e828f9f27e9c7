import { readEnvironment } from '@belltower/support/settings';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fromHeader, senderOf } from './sender.ts';
import { messageSettingsOf, messageVariables } from './settings.ts';

const variables = z.object({ ...messageVariables, MAIL_FROM: z.string().optional() });
const read = (environment: Record<string, string>) => messageSettingsOf(readEnvironment(variables, environment));

describe('the settings of messages', () => {
  it('have defaults that look good: the name of the sender, a colour, and no contact that nobody answers', () => {
    expect(read({ MAIL_FROM: 'Hill Clinic <clinic@hill.example>' })).toEqual({
      sender: { name: 'Hill Clinic', address: 'clinic@hill.example' },
      from: 'Hill Clinic <clinic@hill.example>',
      replyTo: null,
      brand: { name: 'Hill Clinic', logoUrl: null, colour: '#1f6247', contact: null },
      locale: 'en',
      timeZone: null,
    });
    expect(messageSettingsOf({})).toEqual(read({}));
  });

  it('are read', () => {
    const { brand, locale, timeZone } = read({
      BRAND_NAME: ' Praxis am Hügel ',
      BRAND_LOGO_URL: 'https://hill.example/logo.png?v="2"',
      BRAND_COLOR: '#0AF',
      DEFAULT_LOCALE: 'de-AT',
      DEFAULT_TIME_ZONE: 'Europe/Vienna',
    });
    expect(brand).toMatchObject({ name: 'Praxis am Hügel', colour: '#00aaff' });
    expect(brand.logoUrl).toBe('https://hill.example/logo.png?v=%222%22');
    expect(read({ BRAND_NAME: 'کلینیک می\u200cخواهم\u202e' }).brand.name).toBe('کلینیک می\u200cخواهم');
    expect({ locale, timeZone }).toEqual({ locale: 'de-AT', timeZone: 'Europe/Vienna' });
  });

  it('name a contact that is written to, called or opened', () => {
    for (const [written, contact] of [
      ['desk@hill.example', { kind: 'email', text: 'desk@hill.example', url: 'mailto:desk@hill.example' }],
      ['desk@bücher.example', { kind: 'email', text: 'desk@bücher.example', url: 'mailto:desk@xn--bcher-kva.example' }],
      ['50%+x&y@hill.example', { kind: 'email', url: 'mailto:50%25%2Bx%26y@hill.example' }],
      ['+43 1 234 56 78', { kind: 'phone', text: '+43 1 234 56 78', url: 'tel:+4312345678' }],
      [
        'https://hill.example/contact/',
        { kind: 'page', text: 'hill.example/contact', url: 'https://hill.example/contact/' },
      ],
    ] as const) {
      expect(read({ BRAND_CONTACT: written }).brand.contact).toMatchObject(contact);
    }
  });

  it.each([
    ['BRAND_NAME', ['x'.repeat(61), 'a\nb', 'A <b>'], 'a name of at most 60 characters'],
    [
      'BRAND_LOGO_URL',
      ['http://hill.example/l.png', 'logo.png', 'javascript:alert(1)', 'https://a:b@hill.example'],
      'an https URL',
    ],
    ['BRAND_COLOR', ['red', '#12345', '#1f6247ff', 'url(x)'], 'a colour is expected, such as #1f6247'],
    ['BRAND_CONTACT', ['call us', '01 234 56 78', 'http://hill.example', '@'], 'an e-mail address, a telephone number'],
    ['DEFAULT_LOCALE', ['ja', 'x', 'de_AT'], 'a locale is expected whose language is one of de, en, es, fr'],
    ['DEFAULT_TIME_ZONE', ['Vienna', 'Etc/Unknown'], 'an IANA time zone is expected'],
  ])('say what is expected of %s', (name, wrong, expected) => {
    for (const value of wrong) expect(() => read({ [name]: value })).toThrow(`${name}: ${expected}`);
  });
});

describe('the sender', () => {
  it('is from MAIL_FROM', () => {
    expect(senderOf('"Hill Clinic" <a@b.example>')).toEqual({ name: 'Hill Clinic', address: 'a@b.example' });
    expect(senderOf('a@b.example')).toEqual({ name: 'b.example', address: 'a@b.example' });
    expect(senderOf(undefined).name).toBe('Appointments');
    expect(senderOf('a@localhost').address).toBe('a@localhost');
  });

  it('has the name of the brand where MAIL_FROM has none', () => {
    expect(fromHeader('a@b.example', 'Hill, "North"')).toBe('"Hill, \\"North\\"" <a@b.example>');
    for (const name of ['Hill, "North"', 'a\\b', '"', '\\']) {
      expect(senderOf(fromHeader('a@b.example', name))).toEqual({ name, address: 'a@b.example' });
    }
    expect(fromHeader('Desk <a@b.example>', 'Hill')).toBe('Desk <a@b.example>');
    expect(fromHeader('a@b.example', undefined)).toBe('a@b.example');
  });
});
