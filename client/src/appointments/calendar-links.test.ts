import { expect, test } from 'vitest';
import { calendarLinks } from './calendar-links.ts';

const entry = {
  id: 'a-1',
  reference: 'K7QM-4TXB',
  title: 'Check-up & more, 50 % off?',
  location: 'Graben 1, Wien',
  time: '2030-10-27T00:30:00.000Z',
  durationMinutes: 45,
  sequence: 0,
  changedAt: '2030-01-01T09:00:00Z',
};
const queryOf = (name: string, change: object = {}) => {
  const href = calendarLinks({ ...entry, ...change }).find((link) => link.name === name)?.href ?? '';
  expect(href).not.toContain('+'); // Outlook would show it
  return Object.fromEntries(new URL(href).searchParams);
};

test('calendarLinks gives Google the title, the instants in UTC and the place', () => {
  expect(queryOf('Google')).toEqual({
    action: 'TEMPLATE',
    text: 'Check-up & more, 50 % off?',
    dates: '20301027T003000Z/20301027T011500Z',
    location: 'Graben 1, Wien',
  });
});

test('calendarLinks gives Outlook the same', () => {
  expect(queryOf('Outlook')).toMatchObject({
    subject: 'Check-up & more, 50 % off?',
    startdt: '2030-10-27T00:30:00.000Z',
    enddt: '2030-10-27T01:15:00.000Z',
    location: 'Graben 1, Wien',
  });
});

test('calendarLinks leaves out a missing place', () => {
  for (const name of ['Google', 'Outlook']) {
    const query = queryOf(name, { location: null });
    expect(query).not.toHaveProperty('location');
  }
});
