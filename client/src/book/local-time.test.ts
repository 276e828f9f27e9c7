import { expect, test } from 'vitest';
import { ownTimeZone, readLocalTime, timeZones } from './local-time.ts';

test.each([
  ['2030-02-20T15:00', 'Europe/Vienna', '2030-02-20T14:00:00.000Z'],
  ['2030-07-20T15:00', 'Europe/Vienna', '2030-07-20T13:00:00.000Z'],
  ['2030-01-01T00:30', 'Asia/Kathmandu', '2029-12-31T18:45:00.000Z'],
  ['2030-02-20T15:00', 'UTC', '2030-02-20T15:00:00.000Z'],
  ['2030-02-28T23:59', 'Pacific/Kiritimati', '2030-02-28T09:59:00.000Z'],
  ['2030-01-01T00:00', 'America/Los_Angeles', '2030-01-01T08:00:00.000Z'],
])('readLocalTime reads %s in %s as %s', (local, timeZone, time) => {
  expect(readLocalTime(local, timeZone)).toEqual({ kind: 'instant', time });
});

test('readLocalTime refuses a time that the clocks skip', () => {
  expect(readLocalTime('2030-03-31T02:30', 'Europe/Vienna')).toEqual({ kind: 'skipped' });
  expect(readLocalTime('2030-03-10T02:00', 'America/New_York')).toEqual({ kind: 'skipped' });
});

test('readLocalTime reads the hours beside a change of the clocks', () => {
  const read = (local: string) => readLocalTime(local, 'Europe/Vienna');
  expect(read('2030-03-31T01:59')).toMatchObject({ time: '2030-03-31T00:59:00.000Z' });
  expect(read('2030-03-31T03:00')).toMatchObject({ time: '2030-03-31T01:00:00.000Z' });
  expect(read('2030-10-27T03:00')).toMatchObject({ time: '2030-10-27T02:00:00.000Z' });
});

test('readLocalTime takes the first of a time that comes twice', () => {
  const first = { kind: 'instant', time: '2030-10-27T00:30:00.000Z' };
  expect(readLocalTime('2030-10-27T02:30', 'Europe/Vienna')).toEqual(first);
});

test('timeZones lists every zone once, with the own and UTC among them', () => {
  const zones = timeZones();
  expect(zones).toEqual(expect.arrayContaining(['UTC', ownTimeZone(), 'Europe/Vienna']));
  expect(new Set(zones).size).toBe(zones.length);
});
