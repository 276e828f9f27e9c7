import type { AppointmentCreated } from '@belltower/events';
import { referenceOf } from '@belltower/events';
import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, it } from 'vitest';
import { segmentsOf } from './segments.ts';
import { renderSms, smsOf } from './sms.ts';
import { toSmsText } from './sms-text.ts';
import { envelopeOf, eventOf } from './testing/fixtures.ts';

const smsFor = (change: Partial<AppointmentCreated['appointment']> = {}) => smsOf(eventOf(change), envelopeOf());
const countOf = (text: string) => segmentsOf(text).texts.length;
const HEBREW = 'תור לרופא שיניים';

describe('the SMS', () => {
  it('begins with the brand, and ends with the reference', () => {
    const { body, reference } = smsFor({ title: 'Check-up', time_zone: 'Europe/Berlin' });
    expect(reference).toBe(referenceOf('5'));
    expect(body).toBe(`Hill Clinic: Check-up is booked for Fri, 20 Feb 2026, 16:00 CET. ${reference}`);
    expect(renderSms(eventOf(), envelopeOf({ BRAND_NAME: 'The Hill' })).body).toMatch(
      /^The Hill: Your appointment is /,
    );
  });

  it('begins with a name that can be read, also where the brand is a picture', () => {
    expect(renderSms(eventOf(), envelopeOf({ BRAND_NAME: '🦷' })).body).toMatch(/^Hill Clinic: /);
    const bare = envelopeOf({ BRAND_NAME: '🦷', MAIL_FROM: '🦷 <a@hill.example>' });
    expect(renderSms(eventOf(), bare).body).toMatch(/^hill\.example: /);
  });

  it('stays in GSM-7 where it can: quotes, dashes and accents have plain equivalents', () => {
    const { body, leftOut } = smsFor({ title: '“Çafê” – ête…', locale: 'en-US' });
    expect(body).toContain('"Çafe" - ete...');
    expect(segmentsOf(body)).toMatchObject({ encoding: 'GSM-7', texts: [body] });
    expect(leftOut).toEqual([]);
  });

  it('has the likeness of letters, and neither pictures nor what nobody sees; staff see the pictures', () => {
    const { body, leftOut } = smsFor({ title: '\u200eŁukasz ☎ 👨‍👩‍👧 1️⃣\u200b', location: 'Żółta ½, đ→ı 🏥' });
    expect(body).toContain('Lukasz 1 is booked');
    expect(body).toContain('Zolta 1/2, d->i.');
    expect(countOf(body)).toBe(1);
    expect(leftOut).toEqual([
      { of: 'title', why: 'picture', text: '☎ 👨‍👩‍👧' },
      { of: 'location', why: 'picture', text: '🏥' },
    ]);
  });

  it('has what and where of a title in all of it: letters, quotes, pictures, invisible characters, two scripts', () => {
    const { body, leftOut } = smsFor({ title: `\u200eŁukasz ☎ “x” ${HEBREW}`, location: 'Żółta ½' });
    expect(body).toContain(`Lukasz "x" ${HEBREW} is booked for Fri, 20 Feb 2026, 15:00 UTC. Zolta 1/2.`);
    expect(segmentsOf(body)).toMatchObject({ encoding: 'UCS-2', texts: { length: 2 } });
    expect(leftOut).toEqual([{ of: 'title', why: 'picture', text: '☎' }]);
  });

  it('says "your appointment" where the title is only pictures', () => {
    const { body, leftOut } = smsFor({ title: '🦷🦷', locale: 'de' });
    expect(body).toContain('Hill Clinic: Ihr Termin ist gebucht für ');
    expect(leftOut).toEqual([{ of: 'title', why: 'picture', text: '🦷 🦷' }]);
  });

  it('takes a second and a third segment before it drops what and where, in any script', () => {
    for (const [title, location] of [
      ['Dental check-up with a long explanation of what to bring along', 'Hill Clinic, second floor, Hill Street 12'],
      [HEBREW, 'רחוב הרצל 5'],
      ['Приём у врача', 'улица Ленина, дом 5'],
      ['歯科検診とクリーニング', '東京都千代田区丸の内一丁目'],
    ] as const) {
      const { body, leftOut } = smsFor({ title, location });
      expect(body).toContain(title);
      expect(body).toContain(location);
      expect(leftOut).toEqual([]);
    }
  });

  it('cuts the title before the place where three segments do not hold both, keeps the time, and says what is cut', () => {
    const { body, leftOut } = smsFor({ title: 'я'.repeat(200), location: 'ю'.repeat(60) });
    expect(body).toContain('ю'.repeat(60));
    expect(body).toContain('20 Feb 2026, 15:00 UTC');
    expect(countOf(body)).toBe(3);
    const kept = /я+/.exec(body)?.[0].length ?? 0;
    expect(kept).toBeGreaterThan(35);
    expect(leftOut).toEqual([{ of: 'title', why: 'cut', text: 'я'.repeat(200 - kept) }]);
  });

  it.each(['Hauptstr.', 'Room 5!', '本館。'])('ends a place with one full stop at most: %s', (location) => {
    expect(smsFor({ location }).body).toContain(`15:00 UTC. ${location} 0000-0005`);
  });

  it('keeps 150 characters of a long title in German beside a place of 200', () => {
    const { body } = smsFor({
      title: 'Prüfung '.repeat(25).trim(),
      location: 'Straße '.repeat(28).trim(),
      locale: 'de',
    });
    expect(body).toContain('Straße '.repeat(28).trim());
    expect(segmentsOf(body)).toMatchObject({ encoding: 'GSM-7', texts: { length: 3 } });
    expect(body.match(/Prüfung/g)?.length).toBeGreaterThan(16);
  });

  it('always contains its reference and its time, is never more than three segments, and loses no character unnoticed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
        fc.string({ maxLength: 200, minLength: 1 }),
        fc.constantFrom('en', 'de', 'fr', 'es'),
        (title, location, locale) => {
          const { body, reference, leftOut } = smsFor({ title, location, locale });
          expect(body.endsWith(` ${reference}`)).toBe(true);
          expect(body).toMatch(/^Hill Clinic ?: /);
          expect(body).toMatch(/15:00 UTC/);
          expect(body.isWellFormed()).toBe(true);
          expect(new SegmentedMessage(body).segmentsCount).toBeLessThanOrEqual(3);
          const place = toSmsText(location).text;
          const rest = leftOut.find(({ of, why }) => of === 'location' && why === 'cut')?.text ?? '';
          expect(place.endsWith(rest)).toBe(true);
          expect(body).toContain(place.slice(0, place.length - rest.length).trimEnd());
        },
      ),
    );
  });
});
