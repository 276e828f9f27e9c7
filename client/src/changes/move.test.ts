import { expect, test } from 'vitest';
import { type Changeable, offeredChanges } from './changeable.ts';
import { checkMove, draftOf, mergeDraft } from './move.ts';

const now = new Date('2030-01-01T00:00:00Z');
const base: Changeable = {
  id: 'a-1',
  title: 'Check-up',
  location: 'Graben 1',
  time: '2030-02-20T14:00:30Z',
  timeZone: 'Europe/Vienna',
  durationMinutes: 30,
  notify: { email: true, sms: false },
  status: 'BOOKED',
  sequence: 3,
};
const sent = (part: object, of = base) => checkMove({ ...draftOf(of), ...part }, of, now).input;
const always = { id: 'a-1', notify: { email: true, sms: false }, expectedSequence: 3 };

test('checkMove sends what differs, and nothing else: a time stays to the second', () => {
  expect(sent({ when: '2030-02-21T09:30' })).toEqual({
    ...always,
    time: '2030-02-21T08:30:00.000Z',
    timeZone: 'Europe/Vienna',
  });
  expect(sent({ title: ' Cleaning ', location: ' ' })).toEqual({ ...always, title: 'Cleaning', location: null });
  expect(sent({ durationMinutes: '45' })).toEqual({ ...always, durationMinutes: 45 });
  expect(sent({ timeZone: 'Europe/London' })).toMatchObject({ time: '2030-02-20T15:00:00.000Z' });
  expect(checkMove(draftOf(base), base, now)).toEqual({ issues: [], input: always, isSame: true });
});

test('checkMove takes only channels that were booked', () => {
  expect(sent({ byEmail: false, bySms: true })?.notify).toEqual({ email: false, sms: false });
});

test.each([
  ['2030-10-27T00:30:00Z', 'first'],
  ['2030-10-27T01:30:00Z', 'second'],
])('draftOf %s has the %s of the two times that the clocks show', (time, occurrence) => {
  const repeated = { ...base, time };
  expect(draftOf(repeated)).toMatchObject({ when: '2030-10-27T02:30', occurrence });
  expect(checkMove(draftOf(repeated), repeated, now).isSame).toBe(true);
});

test('draftOf shows the time of a zone that the browser does not know in UTC', () => {
  const unknown = { ...base, timeZone: 'Mars/Olympus' };
  expect(draftOf(unknown)).toMatchObject({ when: '2030-02-20T14:00', timeZone: 'UTC' });
  expect(sent({ title: 'Cleaning' }, unknown)).toEqual({ ...always, title: 'Cleaning' });
});

test('checkMove finds wrong what the booking form does, a time only where it was changed', () => {
  const begun = { ...base, time: '2029-12-31T23:00:00Z' };
  expect(checkMove({ ...draftOf(begun), title: 'x' }, begun, now).issues).toEqual([]);
  const issues = checkMove({ ...draftOf(base), when: '2029-02-20T15:00', durationMinutes: '0' }, base, now).issues;
  expect(issues).toEqual([
    { field: 'durationMinutes', code: 'OUT_OF_RANGE' },
    { field: 'when', code: 'IN_THE_PAST' },
  ]);
});

test('mergeDraft keeps what was typed, and takes the rest from what the appointment is now', () => {
  const others = { ...base, time: '2030-02-22T14:00:00Z', location: 'Markt 2', sequence: 4 };
  const typed = { ...draftOf(base), title: 'Cleaning' };
  expect(mergeDraft(typed, base, others)).toMatchObject({
    title: 'Cleaning',
    location: 'Markt 2',
    when: '2030-02-22T15:00',
  });
  const moved = { ...draftOf(base), when: '2030-03-01T08:00' };
  expect(mergeDraft(moved, base, others)).toMatchObject({ when: '2030-03-01T08:00', location: 'Markt 2' });
});

test.each([
  ['customer', false, ['move', 'cancel']],
  ['staff', false, ['move', 'cancel']],
  ['guest', true, ['cancel']],
  ['guest', false, []],
] as const)('offeredChanges offers a %s, where guests may cancel: %s, %j', (role, guestsMayCancel, offered) => {
  const viewer = { role, sub: null };
  expect(offeredChanges(base, viewer, guestsMayCancel, now)).toEqual(offered);
  expect(offeredChanges({ ...base, status: 'CANCELLED' }, viewer, guestsMayCancel, now)).toEqual([]);
  expect(offeredChanges(base, viewer, guestsMayCancel, new Date(base.time))).toEqual([]);
});
