import { expect, test } from 'vitest';
import { formatOwnTime, formatWhen } from './When.tsx';

test('an appointment is told in the time of its place, with that time’s name', () => {
  expect(formatWhen('2030-02-20T14:00:00Z', 'Europe/Vienna')).toMatch(/\b(3:00|15:00).*\(Europe\/Vienna\)$/);
});

test('in UTC where the browser does not know the zone', () => {
  expect(formatWhen('2030-02-20T14:00:00Z', 'Mars/Olympus')).toMatch(/\b(2:00|14:00).*\(UTC\)$/);
});

test('who is elsewhere is told their own time too, and who is not, nothing twice', () => {
  const at = '2030-02-20T14:00:00Z';
  expect(formatOwnTime(at, 'Europe/Vienna', 'America/New_York')).toMatch(/\b9:00.* where you are$/);
  expect(formatOwnTime(at, 'Europe/Vienna', 'Europe/Paris')).toBeNull();
  expect(formatOwnTime(at, 'Europe/Vienna', 'Asia/Tokyo')).toMatch(/\b(11:00|23:00).* where you are$/);
});
