import { expect, test } from 'vitest';
import { type Change, changeSentence, differenceOf, timeBefore } from './history.ts';

const booked: Change = {
  kind: 'BOOKED',
  sequence: 0,
  at: '2030-01-01T09:00:00Z',
  role: 'CUSTOMER',
  by: null,
  time: '2030-02-20T14:00:00Z',
  timeZone: 'Europe/Vienna',
  durationMinutes: 30,
  title: 'Check-up',
  location: null,
  reason: null,
};
const change = (part: Partial<Change>): Change => ({ ...booked, kind: 'RESCHEDULED', sequence: 1, ...part });
const moved = change({ time: '2030-02-21T14:00:00Z', role: 'STAFF' });
const customer = { role: 'customer', sub: 'ana' } as const;
const staff = { role: 'staff', sub: 'desk' } as const;
const guest = { role: 'guest', sub: null } as const;

test.each([
  [booked, customer, 'Booked by you'],
  [booked, guest, 'Booked'],
  [{ ...booked, by: 'ana' }, staff, 'Booked by ana'],
  [{ ...booked, by: 'desk', role: 'STAFF' as const }, staff, 'Booked by you'],
  [moved, customer, 'Moved by the desk'],
  [{ ...moved, by: 'eva' }, staff, 'Moved by eva at the desk'],
  [change({ title: 'Cleaning' }), customer, 'Changed by you'],
  [change({ timeZone: 'Europe/London' }), customer, 'Moved by you'],
  [change({ kind: 'CANCELLED', role: 'GUEST' }), guest, 'Cancelled with this link'],
  [change({ kind: 'CANCELLED', role: 'GUEST' }), customer, 'Cancelled with the link in a message'],
])('changeSentence %#: who made a change, as the viewer would say it', (one, viewer, sentence) => {
  expect(changeSentence(one, booked, viewer)).toBe(sentence);
});

test('differenceOf names all that changed, and nothing else', () => {
  expect(differenceOf(moved, booked)).toEqual({ moved: { time: booked.time, timeZone: booked.timeZone }, others: [] });
  expect(differenceOf(change({ title: null, location: 'Graben 1', durationMinutes: 45 }), booked)).toEqual({
    moved: null,
    others: ['For: none, was Check-up', 'Place: Graben 1, was none', 'Minutes: 45, was 30'],
  });
  expect(differenceOf(booked, undefined)).toEqual({ moved: null, others: [] });
});

test('timeBefore is when it was before the last move, also after later changes and a cancellation', () => {
  const again = { ...moved, sequence: 2, time: '2030-02-22T14:00:00Z' };
  const cancelled = { ...again, sequence: 3, kind: 'CANCELLED' as const };
  expect(timeBefore([booked])).toBeNull();
  expect(timeBefore([booked, moved])?.time).toBe(booked.time);
  expect(timeBefore([booked, moved, again, cancelled])?.time).toBe(moved.time);
});
