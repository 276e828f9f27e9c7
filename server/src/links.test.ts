import { describe, expect, it } from 'vitest';
import { linkIn } from './links.ts';

describe('linkIn', () => {
  it.each([
    'https://evil.example/a',
    'HTTP://evil.example',
    'www.evil.example',
    'see evil.com now',
    'ａｂ．com',
    'evil。com',
    'пример.рф',
    'xn--80ak6aa92e.com',
    '//evil.com',
    'bit.ly/abc',
    'a@b.com',
    'mailto:a@b.example',
    'tel:0900123',
    'javascript:alert(1)',
    '10.0.0.1',
    'go to 10.0.0.1.',
    'skype:joe?call',
    'evil.com:8080/x',
    '@evil.com',
    '/evil.com_',
    'evil.com으로',
    // what a mail or an SMS leaves out
    'evil.\u200bcom',
    'http:\u2060//evil.example',
    'evil.com\ufe0f',
    'evil.😀com',
    'evil.c\u0489om',
  ])('finds an address in %j', (text) => {
    expect(linkIn(text)).toBe('address');
  });

  it.each([
    '+1 900 555 0123',
    'call 0900 123456',
    '(0)664/1234567',
    '00 44 20 7946 0958',
    '+43\u2011660\u20111234567',
    '0660😀1234567',
    '٠٦٦٠ ١٢٣٤٥٦٧',
    'call 0660   1234567',
    '+43 \u00a0 \u2003 660    1234567',
    '+43-66-01 234567',
  ])('finds a telephone number in %j', (text) => {
    expect(linkIn(text)).toBe('number');
  });

  it('finds a number as it is written in the country of the installation', () => {
    expect([linkIn('(201) 555-0123', 'US'), linkIn('201-555-0123', 'US')]).toEqual(['number', 'number']);
  });

  it.each([
    '',
    'Haircut & colour',
    'Dr.Smith',
    'z.B. kurz',
    'Room 3.14',
    '10:30–11:00',
    '01.02.2026 09:00',
    '2026-02-13 10:00',
    '01.02.2030 - 03.04.2030, 10.30-11.00',
    'Reifen 205/55 R16',
    'note: bring shoes',
    'Profile:new',
    'v1.2.3.4.5',
    'C:\\x',
    'Order 20260213',
    '1010 Wien, Hauptplatz 12',
    'at 5 p.m.',
    'Prof.Dr.Müller / 3.OG',
  ])('finds none in %j', (text) => {
    expect(linkIn(text, 'AT')).toBeNull();
  });
});
