import type { AppointmentCreated } from '@belltower/events';
import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { describe, expect, it } from 'vitest';
import { renderEmail, renderSms } from './appointment-created.ts';
import { referenceOf } from './reference.ts';
import { senderOf } from './sender.ts';
import { segmentsOf, toSmsText } from './sms-text.ts';

const envelope = {
  deliveryId: '6f2a3c1e-5b0d-5e55-9c55-0b6f1f2b7a10',
  to: 'ann@example.com',
  sender: { name: 'Hill Clinic', address: 'clinic@hill.example' },
};

const eventOf = (change: Partial<AppointmentCreated['appointment']> = {}): AppointmentCreated => ({
  event_id: '11111111-1111-4111-8111-111111111111',
  event_type: 'appointments.created',
  occurred_at: '2026-02-13T17:00:00Z',
  notify: { email: true, sms: true },
  appointment: {
    appointment_id: '5',
    user_id: '6',
    time: '2026-02-20T15:00:00Z',
    email: 'ann@example.com',
    phone_e164: '+15555550123',
    title: undefined,
    location: undefined,
    time_zone: undefined,
    duration_minutes: undefined,
    locale: undefined,
    ...change,
  },
});

const smsOf = (change: Partial<AppointmentCreated['appointment']> = {}) =>
  renderSms(eventOf(change), { ...envelope, to: '+15555550123' });

describe('the mail', () => {
  it("shows the time in the appointment's zone, with the zone's name, in both parts", () => {
    const mail = renderEmail(eventOf({ time_zone: 'America/New_York', locale: 'en-US', title: 'Check-up' }), envelope);
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain('Friday, February 20, 2026 at 10:00');
      expect(part).toContain('EST, Eastern Standard Time');
      expect(part).toContain('Check-up');
      expect(part).toContain(mail.reference);
    }
    expect(mail.subject).toMatch(/^Your appointment on Fri, Feb 20, 2026, 10:00\sAM EST – Check-up$/);
  });

  it("is in the person's language where it is known, else in English", () => {
    expect(renderEmail(eventOf({ locale: 'de', time_zone: 'Europe/Berlin' }), envelope).text).toContain(
      'Freitag, 20. Februar 2026 um 16:00 (MEZ',
    );
    expect(renderEmail(eventOf({ locale: 'ja' }), envelope).text).toContain('Friday, 20 February 2026 at 15:00 (UTC');
  });

  it('has the digits of its language, whatever the locale asks for', () => {
    for (const locale of ['de-u-nu-thai', 'en-u-nu-arab-ca-buddhist']) {
      const { text, html } = renderEmail(eventOf({ locale }), envelope);
      for (const part of [text, html]) expect(part).toMatch(/20\. Februar 2026|20 February 2026|February 20, 2026/);
    }
  });

  it('has a subject that is cut between the characters that people see', () => {
    const { subject } = renderEmail(eventOf({ title: '👨‍👩‍👧'.repeat(60) }), envelope);
    expect(subject.length).toBeLessThanOrEqual(200);
    expect(subject).toMatch(/👨‍👩‍👧…$/);
    expect(subject).not.toContain('\ufffd');
  });

  it('says enough when only the time is known', () => {
    const { text } = renderEmail(eventOf(), envelope);
    expect(text).toContain('When: Friday, 20 February 2026 at 15:00 (UTC, Coordinated Universal Time)');
    expect(text).not.toContain('undefined');
  });

  it('contains texts of the event as text alone: no markup, no line of its own, no header', () => {
    const title = 'a<script>&"\'\r\nBcc: eve@example.com\u2028x';
    const mail = renderEmail(eventOf({ title, location: '</table><img src=x>' }), envelope);
    expect(mail.html).not.toMatch(/<script|<img/);
    expect(mail.html).toContain('&lt;script&gt;&amp;&quot;&#39;');
    expect(mail.subject).not.toMatch(/[\r\n\u2028]/);
    expect(renderEmail(eventOf({ title: `${'🦄'.repeat(200)}` }), envelope).subject.isWellFormed()).toBe(true);
    expect(renderEmail(eventOf({ title: `x${'🦄'.repeat(199)}` }), envelope).subject.isWellFormed()).toBe(true);
    expect(mail.text.split('\n').some((line) => line.startsWith('Bcc'))).toBe(false);
  });

  it('has the same Message-ID for every attempt of one delivery, at our own domain', () => {
    expect(renderEmail(eventOf(), envelope).messageId).toBe('6f2a3c1e-5b0d-5e55-9c55-0b6f1f2b7a10@hill.example');
  });

  it('has a calendar entry that later mails can change: a REQUEST with UID, SEQUENCE, organizer and attendee', () => {
    const { calendar } = renderEmail(
      eventOf({ title: 'Check-up; twice', duration_minutes: 45, location: 'Room, 5' }),
      envelope,
    );
    const lines = calendar?.content.replace(/\r\n /g, '').split('\r\n') ?? [];
    expect(calendar?.method).toBe('REQUEST');
    for (const line of [
      'METHOD:REQUEST',
      'UID:5',
      'SEQUENCE:0',
      'DTSTAMP:20260213T170000Z',
      'DTSTART:20260220T150000Z',
      'DTEND:20260220T154500Z',
      'SUMMARY:Check-up\\; twice',
      'LOCATION:Room\\, 5',
      'ORGANIZER;CN="Hill Clinic":mailto:clinic@hill.example',
      'STATUS:CONFIRMED',
    ]) {
      expect(lines).toContain(line);
    }
    expect(lines.find((line) => line.startsWith('ATTENDEE'))).toMatch(
      /PARTSTAT=ACCEPTED;RSVP=FALSE.*ann@example\.com$/,
    );
    expect(lines.slice(-5)).toEqual(['DESCRIPTION:Check-up\\; twice', 'END:VALARM', 'END:VEVENT', 'END:VCALENDAR', '']);
    expect(lines.find((line) => line.startsWith('DESCRIPTION:What'))).toContain('Room\\, 5');
  });

  it('names its attendee by a percent-encoded address', () => {
    const { calendar } = renderEmail(eventOf(), { ...envelope, to: '100%sure&x/y@example.com' });
    expect(calendar.content.replace(/\r\n /g, '')).toMatch(/:mailto:100%25sure%26x%2Fy@example\.com\r\n/i);
  });
});

describe('the SMS', () => {
  it('begins with the sender, and ends with the reference', () => {
    const { body, reference } = smsOf({ title: 'Check-up', time_zone: 'Europe/Berlin' });
    expect(body).toBe(`Hill Clinic: Check-up is booked for Fri, 20 Feb 2026, 16:00 CET. ${reference}`);
  });

  it('stays in GSM-7 where it can: quotes, dashes and accents have plain equivalents', () => {
    const { body } = smsOf({ title: '“Çafê” – ête…', locale: 'en-US' });
    expect(body).toContain('"Çafe" - ete...');
    expect(segmentsOf(body)).toBe(1);
  });

  it('has the likeness of letters, and neither pictures nor what nobody sees', () => {
    const { body } = smsOf({ title: '\u200eŁukasz ☎ 👨‍👩‍👧 1️⃣\u200b', location: 'Żółta ½, đ→ı' });
    expect(body).toContain('Lukasz 1 is booked');
    expect(body).toContain('Zolta 1/2, d->i.');
    expect(segmentsOf(body)).toBe(1);
  });

  it('takes a second and a third segment before it drops what and where, in any script', () => {
    for (const [title, location] of [
      ['Dental check-up with a long explanation of what to bring along', 'Hill Clinic, second floor, Hill Street 12'],
      ['\u05ea\u05d5\u05e8 \u05dc\u05e8\u05d5\u05e4\u05d0', '\u05e8\u05d7\u05d5\u05d1 \u05d4\u05e8\u05e6\u05dc 5'],
      ['Приём у врача', 'улица Ленина, дом 5'],
    ] as const) {
      const { body } = smsOf({ title, location });
      expect(body).toContain(title);
      expect(body).toContain(location);
    }
  });

  it('cuts the title before the place where three segments do not hold both, and keeps the time', () => {
    const { body } = smsOf({ title: 'я'.repeat(200), location: 'ю'.repeat(60) });
    expect(body).toContain('ю'.repeat(60));
    expect(body).toContain('20 Feb 2026, 15:00 UTC');
    expect(segmentsOf(body)).toBeLessThanOrEqual(3);
  });

  it('always contains its reference, so that it can be found again, and never more than three segments', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
        fc.string({ maxLength: 200, minLength: 1 }),
        (title, location) => {
          const { body, reference } = smsOf({ title, location });
          expect(body.endsWith(` ${reference}`)).toBe(true);
          expect(body.startsWith('Hill Clinic: ')).toBe(true);
          expect(body).toContain('20 Feb 2026, 15:00 UTC');
          expect(body.isWellFormed()).toBe(true);
          expect(segmentsOf(body)).toBeLessThanOrEqual(3);
        },
      ),
    );
  });
});

describe('the parts of a message', () => {
  it('count segments as the standard does', () => {
    expect([160, 161, 306, 307].map((length) => segmentsOf('a'.repeat(length)))).toEqual([1, 2, 2, 3]);
    expect(segmentsOf('€'.repeat(80))).toBe(1);
    expect(segmentsOf('€'.repeat(81))).toBe(2);
    expect([70, 71].map((length) => segmentsOf('я'.repeat(length)))).toEqual([1, 2]);
  });

  it('count segments as the calculator of Twilio does', () => {
    const texts = fc.oneof(fc.string({ maxLength: 400 }), fc.string({ unit: 'grapheme', maxLength: 200 }));
    fc.assert(
      fc.property(texts, fc.nat(350), (text, length) => {
        const sms = toSmsText(text.padEnd(length, 'ab€'));
        fc.pre(sms !== '');
        expect(segmentsOf(sms)).toBe(new SegmentedMessage(sms).segmentsCount);
      }),
    );
  });

  it('leave a script without an equivalent as it is', () => {
    expect(toSmsText('Приём')).toBe('Приём');
  });

  it('have a reference of six characters that cannot be mistaken for others', () => {
    fc.assert(fc.property(fc.uuid(), (id) => /^[0-9A-HJKMNP-TV-Z]{6}$/.test(referenceOf(id))));
  });

  it('have the sender from MAIL_FROM', () => {
    expect(senderOf('"Hill Clinic" <a@b.example>')).toEqual({ name: 'Hill Clinic', address: 'a@b.example' });
    expect(senderOf('a@b.example')).toEqual({ name: 'b.example', address: 'a@b.example' });
    expect(senderOf(undefined).name).toBe('Appointments');
  });
});
