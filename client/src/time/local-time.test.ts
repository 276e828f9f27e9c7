import { expect, test } from 'vitest';
import { isRepeated, readLocalTime } from './local-time.ts';

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

test('readLocalTime offers the times before and after a gap for a time in it', () => {
  expect(readLocalTime('2030-03-31T02:30', 'Europe/Vienna')).toEqual({
    kind: 'skipped',
    choices: [
      { time: '2030-03-31T00:30:00.000Z', local: '2030-03-31T01:30' },
      { time: '2030-03-31T01:30:00.000Z', local: '2030-03-31T03:30' },
    ],
  });
  expect(readLocalTime('2030-03-10T02:00', 'America/New_York')).toMatchObject({
    kind: 'skipped',
    choices: [{ local: '2030-03-10T01:00' }, { local: '2030-03-10T03:00' }],
  });
});

test('readLocalTime reads the hours beside a change of the clocks', () => {
  const read = (local: string) => readLocalTime(local, 'Europe/Vienna');
  expect(read('2030-03-31T01:59')).toMatchObject({ time: '2030-03-31T00:59:00.000Z' });
  expect(read('2030-03-31T03:00')).toMatchObject({ time: '2030-03-31T01:00:00.000Z' });
  expect(read('2030-10-27T03:00')).toMatchObject({ time: '2030-10-27T02:00:00.000Z' });
});

test('readLocalTime offers both of a time that comes twice', () => {
  const choices = [
    { time: '2030-10-27T00:30:00.000Z', local: '2030-10-27T02:30' },
    { time: '2030-10-27T01:30:00.000Z', local: '2030-10-27T02:30' },
  ];
  expect(readLocalTime('2030-10-27T02:30', 'Europe/Vienna')).toEqual({ kind: 'repeated', choices });
  expect(readLocalTime('2030-04-07T01:45', 'Australia/Lord_Howe')).toMatchObject({ kind: 'repeated' });
});

test.each([
  ['275760-09-14T00:00', 'Europe/Vienna'],
  ['2030-13-01T00:00', 'Europe/Vienna'],
  ['2030-02-20', 'Europe/Vienna'],
  ['soon', 'Europe/Vienna'],
  ['', 'Europe/Vienna'],
  ['2030-02-20T15:00', 'Etc/Unknown'],
  ['2030-02-20T15:00', ''],
])('readLocalTime finds %j in %j unreadable', (local, timeZone) => {
  expect(readLocalTime(local, timeZone)).toEqual({ kind: 'unreadable' });
});

test('isRepeated knows the hour that comes twice, to the minute', () => {
  const is = (time: string) => isRepeated(new Date(time), 'Europe/Vienna');
  expect(['2030-10-26T23:59Z', '2030-10-27T00:00Z', '2030-10-27T01:59Z', '2030-10-27T02:00Z'].map(is)).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
