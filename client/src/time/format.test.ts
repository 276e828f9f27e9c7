import { expect, test } from 'vitest';
import { formatIn, formatOwnTime, formatWhen, zoneName } from './format.ts';

test('formatWhen shows an appointment in the time zone of its place, by name', () => {
  expect(formatWhen('2030-02-20T14:00:00Z', 'Europe/Vienna')).toMatch(/\b(3:00|15:00).*\(Europe\/Vienna\)$/);
});

test('formatWhen falls back to UTC where the browser does not know the zone', () => {
  expect(formatWhen('2030-02-20T14:00:00Z', 'Mars/Olympus')).toMatch(/\b(2:00|14:00).*\(UTC\)$/);
});

test('formatOwnTime shows the reader’s own time only where it differs', () => {
  const at = '2030-02-20T14:00:00Z';
  expect(formatOwnTime(at, 'Europe/Vienna', 'America/New_York')).toMatch(/\b0?9:00.* where you are$/);
  expect(formatOwnTime(at, 'Europe/Vienna', 'Europe/Paris')).toBeNull();
  expect(formatOwnTime(at, 'Europe/Vienna', 'Asia/Tokyo')).toMatch(/\b(11:00|23:00).* where you are$/);
});

test('formatWhen names the zone in the hour that the clocks show twice, and only then', () => {
  const at = (time: string, zone = 'Europe/Vienna') => formatWhen(time, zone);
  expect(at('2030-10-27T00:30:00Z')).toMatch(/2:30\D* CEST \(Europe\/Vienna\)$/);
  expect(at('2030-10-27T01:30:00Z')).toMatch(/2:30\D* CET \(Europe\/Vienna\)$/);
  expect(at('2030-10-27T02:30:00Z')).not.toContain('CET');
  expect(at('2030-10-26T23:59:00Z')).not.toContain('CEST');
  expect(at('2030-03-31T01:30:00Z')).not.toContain('CEST');
  expect(at('2030-11-03T05:30:00Z', 'America/New_York')).toMatch(/1:30\D+EDT \(/);
  expect(at('2030-11-03T06:30:00Z', 'America/New_York')).toMatch(/1:30\D+EST \(/);
  expect(at('2030-04-06T14:45:00Z', 'Australia/Lord_Howe')).toMatch(/1:45\D+LHDT \(/); // set back by half an hour
  expect(at('2030-04-06T15:15:00Z', 'Australia/Lord_Howe')).toMatch(/1:45\D+LHST \(/);
});

test('zoneName is short where readers of some language have a short name, else the offset', () => {
  const winter = new Date('2030-01-01T00:00:00Z');
  expect(zoneName('Europe/London', winter)).toBe('GMT');
  expect(zoneName('Australia/Sydney', winter)).toBe('AEDT');
  expect(zoneName('America/Sao_Paulo', winter)).toBe('GMT-3');
});

test('formatIn shows a text that is no instant as it is', () => {
  expect(formatIn('UTC', 'soon', 'page')).toBe('soon');
});
