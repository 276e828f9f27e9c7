import { describe, expect, it } from 'vitest';
import { renderEmail } from './email.ts';
import { languages } from './language.ts';
import { cancelledOf, envelopeOf, eventOf, eventsOf, movedOf, reminderOf } from './testing/fixtures.ts';

const envelope = envelopeOf({ BRAND_CONTACT: 'desk@hill.example' });
const VIENNA = { time_zone: 'Europe/Vienna', title: 'Check-up', location: 'Room 5', duration_minutes: 45 };

describe('the mail about a change', () => {
  it('says what is now, and what was before, struck', () => {
    const previous = { time: '2026-02-19T09:30:00Z', location: 'Room 4' };
    const { subject, text, html } = renderEmail(movedOf(VIENNA, previous), envelope);
    expect(subject).toBe('Moved: your appointment is now on Fri, 20 Feb 2026, 16:00 CET – Check-up');
    expect(text).toContain(
      'Your appointment was moved.\n\nWhat: Check-up\n' +
        'When: Friday, 20 February 2026 at 16:00 (CET, Central European Standard Time)\n' +
        'Before: Thursday, 19 February 2026 at 10:30 (CET, Central European Standard Time)\n' +
        'Where: Room 5\nBefore: Room 4\n', // no map knows a room
    );
    expect(text).toContain('The attached file updates the appointment in your calendar.');
    expect(struckIn(html)).toEqual([
      ...['Thursday, 19 February 2026 at 10:30 (CET, Central European Standard Time)', 'Room 4'],
    ]);
  });

  it('names only what is not as it was', () => {
    const same = { time: '2026-02-20T16:00:00+01:00', time_zone: 'Europe/Berlin', location: ' Room\n5\u200b' };
    const { subject, text, html } = renderEmail(movedOf(VIENNA, same), envelope);
    expect(subject).toBe('Changed: your appointment on Fri, 20 Feb 2026, 16:00 CET – Check-up');
    expect(text).toContain('Your appointment was changed.');
    expect(text).toContain('Duration: 45 minutes');
    expect(text).not.toContain('Before');
    expect(struckIn(html)).toEqual([]);
    const moved = renderEmail(movedOf(VIENNA, { ...same, time: '2026-02-20T14:00:00Z' }), envelope);
    expect(struckIn(moved.html)).toEqual(['Friday, 20 February 2026 at 15:00 (CET, Central European Standard Time)']);
    const elsewhere = renderEmail(movedOf(VIENNA, { ...same, location: 'Room 6' }), envelope);
    expect(struckIn(elsewhere.html)).toEqual(['Room 6']);
  });

  it('names what title and duration were, also of a title that is no more', () => {
    const same = { time: '2026-02-20T15:00:00Z', time_zone: 'Europe/Vienna', location: 'Room 5' };
    const previous = { ...same, title: 'Cleaning', duration_minutes: 30 };
    const { text, html } = renderEmail(movedOf(VIENNA, previous), envelope);
    expect(text).toContain('What: Check-up\nBefore: Cleaning\nWhen: ');
    expect(text).toContain('Duration: 45 minutes\nBefore: 30 minutes\n');
    expect(struckIn(html)).toEqual(['Cleaning', '30 minutes']);
    const untitled = renderEmail(movedOf({ ...VIENNA, title: undefined }, previous), envelope);
    expect(untitled.text).toContain('What: –\nBefore: Cleaning\n');
    expect(untitled.subject).toBe('Changed: your appointment on Fri, 20 Feb 2026, 16:00 CET');
  });

  it('names another time zone though the instant is the same, and a place that is no more', () => {
    const previous = { time: '2026-02-20T15:00:00Z', time_zone: 'America/New_York', location: 'Room 4' };
    const { text } = renderEmail(movedOf({ ...VIENNA, location: undefined }, previous), envelope);
    expect(text).toMatch(/^Before: Friday, 20 February 2026 at 10:00 \(GMT-5, Eastern Standard Time\)$/m);
    expect(text).toMatch(/^Where: –\nBefore: Room 4$/m);
  });

  it('takes a previous time without a zone as one of the zone that holds now', () => {
    const { text } = renderEmail(movedOf(VIENNA, { time: '2026-07-19T15:00:00Z' }), envelope);
    expect(text).toMatch(/^Before: Sunday, 19 July 2026 at 17:00 \(CEST, /m);
  });
});

describe('the mail about a cancellation', () => {
  it('says what it was, when it would have been, why, and whom to ask; and leads nowhere', () => {
    const { subject, text, html } = renderEmail(cancelledOf(VIENNA, 'Dr. Weiß\nis ill'), envelope);
    expect(subject).toBe('Cancelled: your appointment on Fri, 20 Feb 2026, 16:00 CET – Check-up');
    expect(text).toContain(
      'Your appointment was cancelled.\n\nWhat: Check-up\nWhen: Friday, 20 February 2026 at 16:00 (',
    );
    expect(text).toContain('\nReason: Dr. Weiß is ill\nWhere: Room 5\nDuration: 45 minutes\nReference: 0000-0005\n');
    expect(text).toContain('The attached file removes the appointment from your calendar.');
    expect(text).not.toContain('adds the appointment');
    expect(text).toContain('Write to desk@hill.example');
    expect(html).toContain('<s><span dir="auto">Friday, 20 February 2026 at 16:00</span></s>');
    expect(html).not.toContain('google.com/maps');
    const video = renderEmail(cancelledOf({ location: 'https://meet.example/a' }), envelopeOf());
    expect(video.html).not.toContain('href="https://meet');
    expect(renderEmail(cancelledOf(VIENNA), envelope).text).not.toContain('Reason');
  });
});

describe('the mail that reminds', () => {
  it('gives the date plainly, which stays true whenever it is read, and asks calendars nothing', () => {
    const { subject, text } = renderEmail(reminderOf(VIENNA), envelope);
    expect(subject).toBe('Reminder: your appointment on Fri, 20 Feb 2026, 16:00 CET – Check-up');
    expect(text).toContain(
      'A reminder of your appointment.\n\nWhat: Check-up\nWhen: Friday, 20 February 2026 at 16:00 (',
    );
    expect(text).not.toMatch(/tomorrow|attached/i);
    const there = renderEmail(reminderOf({ ...VIENNA, location: 'Main Street 5' }), envelope);
    expect(there.text).toContain('Show on a map: https://');
  });
});

describe('a mail of any kind', () => {
  it('has a subject and a heading of its own in every language', () => {
    for (const locale of languages) {
      const events = [
        ...eventsOf({ locale }),
        movedOf({ locale }, { time: '2026-02-20T15:00:00Z', location: 'Room 4' }),
      ];
      const mails = events.map((event) => renderEmail(event, envelope));
      const headings = mails.map(({ html }) => /<h1[^>]*>([^<]*)/.exec(html)?.[1]);
      expect(new Set(mails.map(({ subject }) => subject)).size).toBe(events.length);
      expect(new Set(headings).size).toBe(events.length);
      for (const { subject, text } of mails) {
        expect(subject).toMatch(/20\D.*2026/);
        expect(text).toContain('0000-0005');
        expect(`${subject}${text}`).not.toMatch(/undefined|null|[{}]/);
      }
    }
  });

  it("has the button to the appointment's page, the greeting and whom to ask", () => {
    for (const event of eventsOf({ manage_url: 'https://clinic.example/a#b', customer_name: 'Ann' })) {
      const { text, html } = renderEmail(event, envelope);
      expect(html).toContain('<a href="https://clinic.example/a#b"');
      for (const part of [
        'Open your appointment: https://clinic.example/a#b',
        'Hello Ann,',
        'Write to desk@hill.example',
      ])
        expect(text).toContain(part);
    }
  });

  it('refers to one thread for one appointment, at our own domain, and to another for another', () => {
    const threads = [...eventsOf(), eventOf({ appointment_id: '6' })].map(
      (event) => renderEmail(event, envelope).thread,
    );
    expect([...new Set(threads)]).toEqual(['appointment.5@hill.example', 'appointment.6@hill.example']);
  });
});

function struckIn(html: string): readonly string[] {
  return [...html.matchAll(/<s dir="auto">([^<]*)<\/s>/g)].map(([, text = '']) => text);
}
