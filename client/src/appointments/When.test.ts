import { expect, test } from 'vitest';
import { formatOwnTime, formatWhen } from './When.tsx';

test('formatWhen shows an appointment in the time zone of its place, by name', () => {
  expect(formatWhen('2030-02-20T14:00:00Z', 'Europe/Vienna')).toMatch(/\b(3:00|15:00).*\(Europe\/Vienna\)$/);
});

test('formatWhen falls back to UTC where the browser does not know the zone', () => {
  expect(formatWhen('2030-02-20T14:00:00Z', 'Mars/Olympus')).toMatch(/\b(2:00|14:00).*\(UTC\)$/);
});

test('formatOwnTime shows the reader’s own time only where it differs', () => {
  const at = '2030-02-20T14:00:00Z';
  expect(formatOwnTime(at, 'Europe/Vienna', 'America/New_York')).toMatch(/\b9:00.* where you are$/);
  expect(formatOwnTime(at, 'Europe/Vienna', 'Europe/Paris')).toBeNull();
  expect(formatOwnTime(at, 'Europe/Vienna', 'Asia/Tokyo')).toMatch(/\b(11:00|23:00).* where you are$/);
});
