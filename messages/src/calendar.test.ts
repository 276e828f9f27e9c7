import { visibleText } from '@belltower/events';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { renderEmail } from './email.ts';
import { envelopeOf, eventOf } from './testing/fixtures.ts';

type Change = Parameters<typeof eventOf>[0];

const entryOf = (change: Change = {}, to = 'ann@example.com') =>
  renderEmail(eventOf(change), envelopeOf({}, to)).calendar?.content ?? '';

/** Read by another library than it is written with. */
function read(content: string) {
  const calendar = new ICAL.Component(ICAL.parse(content));
  const [event, ...others] = calendar.getAllSubcomponents('vevent');
  if (event === undefined || others.length > 0) throw new Error('one event is expected');
  const value = (name: string) => event.getFirstPropertyValue(name);
  return { calendar, event, value };
}

describe('the calendar entry', () => {
  it('can be changed by later mails: a REQUEST with UID, SEQUENCE, organizer and attendee', () => {
    const { calendar, event, value } = read(
      entryOf({ title: 'Check-up; twice', duration_minutes: 45, location: 'Room, 5\nleft' }),
    );
    expect(calendar.getFirstPropertyValue('method')).toBe('REQUEST');
    expect(['uid', 'sequence', 'summary', 'location', 'status'].map(value)).toEqual([
      ...['5@hill.example', 0, 'Check-up; twice', 'Room, 5 left', 'CONFIRMED'],
    ]);
    const [organizer, attendee] = ['organizer', 'attendee'].map((name) => event.getFirstProperty(name));
    expect(organizer?.getFirstValue()).toBe('mailto:clinic@hill.example');
    expect(organizer?.getFirstParameter('cn')).toBe('Hill Clinic');
    expect(attendee?.getFirstValue()).toMatch(/^mailto:ann@example\.com$/i);
    expect([attendee?.getFirstParameter('partstat'), attendee?.getFirstParameter('rsvp')]).toEqual([
      'ACCEPTED',
      'FALSE',
    ]);
  });

  it('has its times in UTC, and needs no rules of a zone', () => {
    const { calendar, value } = read(entryOf({ time_zone: 'America/New_York', duration_minutes: 45 }));
    expect(['dtstamp', 'dtstart', 'dtend'].map((name) => String(value(name)))).toEqual([
      ...['2026-02-13T17:00:00Z', '2026-02-20T15:00:00Z', '2026-02-20T15:45:00Z'],
    ]);
    expect(calendar.getAllSubcomponents('vtimezone')).toEqual([]);
  });

  it('has a description, the page of the appointment, and an alarm an hour before', () => {
    const url = 'https://clinic.example/a/K7QM?x=1,2;3&y=%C3%A9';
    const { event, value } = read(entryOf({ location: 'Room 5', manage_url: url, time_zone: 'Europe/Berlin' }));
    expect(value('url')).toBe('https://clinic.example/a/K7QM?x=1%2C2%3B3&y=%C3%A9');
    expect(value('summary')).toBe('Appointment: Hill Clinic');
    expect(value('description')).toMatch(/^When: Friday, .*\(CET, .*\)\nWhere: Room 5\nReference: 0000-0005$/);
    const [alarm] = event.getAllSubcomponents('valarm');
    expect(String(alarm?.getFirstPropertyValue('trigger'))).toBe('-PT1H');
    expect(alarm?.getFirstPropertyValue('action')).toBe('DISPLAY');
    expect(read(entryOf()).value('url')).toBeNull();
  });

  it('names its attendee by a percent-encoded address', () => {
    const { event } = read(entryOf({}, '100%sure&x/y@example.com'));
    expect(event.getFirstProperty('attendee')?.getFirstValue()).toMatch(/^mailto:100%25sure%26x%2Fy@example\.com$/i);
  });

  it('is whole for every text: lines of at most 75 octets that end with CRLF, no character divided, nothing lost', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(text, text, (title, location) => {
        const content = entryOf({ title, location });
        expect(content.endsWith('END:VCALENDAR\r\n')).toBe(true);
        const lines = content.split('\r\n');
        expect(lines.every((line) => !/[\r\n]/.test(line))).toBe(true);
        for (const line of lines) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
          expect(line.isWellFormed()).toBe(true);
        }
        const oneLine = (value: string) => visibleText(value.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' '));
        const { value } = read(content);
        expect(value('summary')).toBe(oneLine(title) || 'Appointment: Hill Clinic');
        expect(value('location')).toBe(oneLine(location) || null);
      }),
    );
  });

  it.each(['Hill "North", Clinic; GmbH', 'Größe\\:x', '🦷'])('has an organizer by any name: %s', (name) => {
    const { calendar } = renderEmail(eventOf(), envelopeOf({ BRAND_NAME: name }));
    const { event } = read(calendar?.content ?? '');
    expect(event.getFirstProperty('organizer')?.getFirstValue()).toBe('mailto:clinic@hill.example');
    expect(event.getFirstProperty('organizer')?.getFirstParameter('cn')).toBe(name.replaceAll('"', "'"));
  });
});
