import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languages } from './language.ts';
import { segmentsOf } from './segments.ts';
import { renderSms, smsOf } from './sms.ts';
import { toSmsText } from './sms-text.ts';
import { cancelledOf, envelopeOf, eventOf, eventsOf, movedOf, reminderOf } from './testing/fixtures.ts';

const envelope = envelopeOf({ BRAND_CONTACT: '+43 1 234 56 78' });
const VIENNA = { time_zone: 'Europe/Vienna', title: 'Check-up', location: 'Room 5' };
const LINK = 'https://clinic.example/a#K7QM4TXB';
const segmentsIn = (text: string) => segmentsOf(text).texts.length;

describe('the SMS of a change', () => {
  it('says what is now, and before its reference what was', () => {
    const previous = { time: '2026-02-19T09:30:00Z', location: 'Room 4' };
    expect(renderSms(movedOf(VIENNA, previous), envelope).body).toBe(
      'Hill Clinic: Check-up was moved to Fri, 20 Feb 2026, 16:00 CET. Room 5. Before: Thu, 19 Feb 2026, 10:30 CET, Room 4. 0000-0005',
    );
    expect(renderSms(movedOf(VIENNA, { ...previous, time: '2026-02-20T15:00:00Z' }), envelope).body).toBe(
      'Hill Clinic: Check-up on Fri, 20 Feb 2026, 16:00 CET was changed. Room 5. Before: Room 4. 0000-0005',
    );
    const same = { time: '2026-02-20T15:00:00Z', time_zone: 'Europe/Berlin', location: 'Room 5' };
    const longer = movedOf({ ...VIENNA, duration_minutes: 45 }, { ...same, title: 'Cleaning', duration_minutes: 30 });
    expect(renderSms(longer, envelope).body).toBe(
      'Hill Clinic: Check-up on Fri, 20 Feb 2026, 16:00 CET was changed. Room 5. Duration: 45 minutes. Before: Cleaning, 30 minutes. 0000-0005',
    );
    expect(renderSms(movedOf(VIENNA, same), envelope).body).not.toContain('Before');
  });

  it('drops what was before rather than anything that is now', () => {
    const title = 'я'.repeat(100);
    const { body, leftOut } = smsOf(movedOf({ ...VIENNA, title }, { location: 'ю'.repeat(120) }), envelope);
    expect(body).toContain(title);
    expect(body).not.toContain('Before');
    expect(leftOut).toEqual([]);
  });
});

describe('the SMS of a cancellation', () => {
  it('says when it would have been, why, and whom to ask, and no place', () => {
    expect(renderSms(cancelledOf(VIENNA, 'Dr. Weiß is ill'), envelope).body).toBe(
      'Hill Clinic: Check-up on Fri, 20 Feb 2026, 16:00 CET was cancelled. Reason: Dr. Weiß is ill. Questions? Call +43 1 234 56 78. 0000-0005',
    );
    expect(renderSms(cancelledOf(VIENNA), envelopeOf()).body).toBe(
      'Hill Clinic: Check-up on Fri, 20 Feb 2026, 16:00 CET was cancelled. 0000-0005',
    );
  });

  it('cuts a long reason before its title, and staff see what is missing', () => {
    const reason = `🤒 ${'Wort '.repeat(90)}Ende!`;
    const { body, leftOut } = smsOf(cancelledOf({ ...VIENNA, title: 'ю'.repeat(20) }, reason), envelope);
    expect(body).toContain('ю'.repeat(20));
    expect(body).toMatch(/Reason: (Wort )+Wort\.\.\. Questions\?/);
    const missing = leftOut.find(({ of, why }) => of === 'reason' && why === 'cut')?.text ?? '';
    expect(missing).toMatch(/^(Wort ?)+Ende!$/);
    expect(leftOut).toContainEqual({ of: 'reason', why: 'picture', text: '🤒' });
  });
});

it('the SMS that reminds gives the date plainly', () => {
  expect(renderSms(reminderOf(VIENNA), envelope).body).toBe(
    'Hill Clinic: Reminder: Check-up on Fri, 20 Feb 2026, 16:00 CET. Room 5. 0000-0005',
  );
});

describe('the link in an SMS', () => {
  it('is its end, for any kind, and is worth another segment', () => {
    for (const event of eventsOf({ ...VIENNA, title: 'Check-up and cleaning '.repeat(4), short_url: LINK })) {
      const { body } = renderSms(event, envelope);
      expect(body.endsWith(` 0000-0005 ${LINK}`)).toBe(true);
      expect(segmentsIn(body)).toBe(2);
    }
  });

  it('is never worth a fourth segment, nor anything of what, when and where', () => {
    const change = { title: 'я'.repeat(70), location: 'ю'.repeat(60) };
    const { body, leftOut } = smsOf(
      eventOf({ ...change, short_url: `https://clinic.example/${'a'.repeat(60)}` }),
      envelope,
    );
    expect(body).toBe(renderSms(eventOf(change), envelope).body);
    expect([segmentsIn(body), leftOut]).toEqual([3, []]);
    expect(renderSms(eventOf({ short_url: `https://clinic.example/${'a'.repeat(2_000)}` }), envelope).body).not.toMatch(
      /http/,
    );
  });

  it('stays as it is, also where a character of it has a likeness', () => {
    const short_url = 'https://clinic.example/?a=`b¬';
    expect(renderSms(eventOf({ short_url }), envelope).body.endsWith(` ${short_url}`)).toBe(true);
  });
});

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

it('an SMS of any kind has its time and reference, is well-formed, of at most three segments, and whole but for what staff see', () => {
  const url = fc.webUrl({ withFragments: true, size: 'large' });
  fc.assert(
    fc.property(
      fc.record({ title: text, location: some(text), short_url: some(url), locale: fc.constantFrom(...languages) }),
      some(text),
      some(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 500 })),
      (change, oldPlace, reason) => {
        for (const event of [
          ...eventsOf(change),
          movedOf(change, { location: oldPlace, title: oldPlace }),
          cancelledOf(change, reason),
        ]) {
          const { body, reference, leftOut } = smsOf(event, envelope);
          expect(segmentsIn(body)).toBeLessThanOrEqual(3);
          expect(body.isWellFormed()).toBe(true);
          expect(body).toMatch(/^Hill Clinic ?: /);
          expect(body).toMatch(/15:00 UTC/);
          const ends = [` ${reference}`, ` ${reference} ${change.short_url}`];
          expect(ends.some((end) => body.endsWith(end))).toBe(true);
          const cutOf = (part: string) => leftOut.find(({ of, why }) => of === part && why === 'cut')?.text ?? '';
          const said = (part: string, whole: string) => {
            const rest = cutOf(part);
            expect(whole.endsWith(rest)).toBe(true);
            expect(body).toContain(whole.slice(0, whole.length - rest.length).trimEnd());
          };
          said('title', toSmsText(change.title).text);
          if (event.event_type === 'appointments.cancelled') said('reason', toSmsText(event.reason ?? '').text);
          else said('location', toSmsText(change.location ?? '').text);
        }
      },
    ),
  );
});
