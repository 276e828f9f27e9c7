import { expect, test } from 'vitest';
import { startOfDay } from './days.ts';
import { divide, parseShown, type Shown, searchOfShown } from './period.ts';

const NOW = new Date('2030-01-02T10:20:30Z');
const shownOf = (search: string) => parseShown(search, 'UTC');

test.each([
  ['1h', 'MINUTE', 60],
  ['24h', 'HOUR', 24],
  ['7d', 'DAY', 7],
  ['30d', 'DAY', 30],
  ['90d', 'DAY', 90],
] as const)('the last %s are divided by %s, the bucket that has begun included', (last, bucket, count) => {
  const division = divide(shownOf(`range=${last}`), NOW);
  expect(division.bucket).toBe(bucket);
  expect(division.starts).toHaveLength(count);
  expect(division.starts[0]).toBe(division.since);
  expect(Date.parse(division.starts.at(-1) ?? '')).toBeLessThanOrEqual(NOW.getTime());
  expect(Date.parse(division.until)).toBeGreaterThan(NOW.getTime());
  const lasted = NOW.getTime() - Date.parse(division.since);
  expect(division.before.until).toBe(division.since);
  expect(Date.parse(division.since) - Date.parse(division.before.since)).toBe(lasted);
});

test('days are those of the zone, also of 23 and 25 hours, and where midnight is skipped', () => {
  const days = divide(shownOf('from=2026-03-27&to=2026-03-30&zone=Europe/Vienna'), NOW);
  expect(days).toMatchObject({ bucket: 'DAY', since: '2026-03-26T23:00:00.000Z', until: '2026-03-30T22:00:00.000Z' });
  expect(days.starts[3]).toBe('2026-03-29T22:00:00.000Z');
  expect(startOfDay('2024-03-31', 'Asia/Beirut').toISOString()).toBe('2024-03-30T22:00:00.000Z'); // 01:00 there
  expect(startOfDay('2024-11-03', 'America/Havana').toISOString()).toBe('2024-11-03T04:00:00.000Z');
});

test('one day and two are divided by hours', () => {
  const day = divide(shownOf('from=2026-10-25&to=2026-10-25&zone=Europe/Vienna'), NOW);
  expect(day.bucket).toBe('HOUR');
  expect(day.starts).toHaveLength(25);
  const between = divide(shownOf('from=2026-10-25&to=2026-10-25&zone=Asia/Kolkata'), NOW);
  expect(between.since).toBe('2026-10-24T18:30:00.000Z');
  expect(between.starts[0]).toBe('2026-10-24T18:00:00.000Z');
});

test.each<[string, Shown]>([
  ['range=30d', { period: { kind: 'last', last: '30d' }, zone: 'UTC' }],
  [
    'from=2026-01-01&to=2026-02-01&zone=Europe/Vienna',
    { period: { kind: 'between', from: '2026-01-01', to: '2026-02-01' }, zone: 'Europe/Vienna' },
  ],
])('%s is read from the address and written into it', (search, shown) => {
  expect(shownOf(search)).toEqual(shown);
  expect(searchOfShown(shown, 'UTC')).toBe(search);
});

test.each([
  '',
  'range=2y',
  'from=2026-02-01&to=2026-01-01',
  'from=2026-02-30&to=2026-03-01',
  'from=0001-01-01&to=2026-01-01',
  'zone=Mars',
  'from=x&to=y',
])('an address that cannot be read shows the last week: %s', (search) => {
  expect(shownOf(search)).toEqual({ period: { kind: 'last', last: '7d' }, zone: 'UTC' });
});
