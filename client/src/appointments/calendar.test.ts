import { expect, test } from 'vitest';
import { calendarFile } from './calendar.ts';

const entry = {
  id: '0b9f3c1e-0000-4000-8000-000000000000',
  reference: 'K7QM-4TXB',
  title: 'Check-up; teeth, both rows',
  location: 'Graben 1, Vienna',
  time: '2030-02-20T14:00:00Z',
  durationMinutes: 45,
  sequence: 2,
  changedAt: '2030-01-01T09:00:00.123Z',
};
const words = { summary: entry.title, description: 'Reference: K7QM-4TXB' };
const linesOf = (text: string) => text.split('\r\n');

test('calendarFile has the appointment under its own id, from its begin to its end', () => {
  expect(linesOf(calendarFile(entry, words))).toEqual(
    expect.arrayContaining([
      'BEGIN:VCALENDAR',
      `UID:${entry.id}`,
      'SEQUENCE:2',
      'DTSTAMP:20300101T090000Z',
      'DTSTART:20300220T140000Z',
      'DTEND:20300220T144500Z',
      'SUMMARY:Check-up\\; teeth\\, both rows',
      'LOCATION:Graben 1\\, Vienna',
      'DESCRIPTION:Reference: K7QM-4TXB',
      'STATUS:CONFIRMED',
    ]),
  );
  expect(calendarFile(entry, words)).not.toContain('METHOD');
  expect(calendarFile(entry, words).endsWith('\r\nEND:VCALENDAR\r\n')).toBe(true);
});

test('calendarFile takes its words as they are given, and leaves out a missing place', () => {
  const text = calendarFile({ ...entry, location: null }, { ...words, summary: 'Termin' });
  expect(linesOf(text)).toContain('SUMMARY:Termin');
  expect(text).not.toContain('LOCATION');
});
