import { afterEach, expect, test, vi } from 'vitest';
import { emptyDraft } from '../book/draft.ts';
import { formatOwn } from './format.ts';
import { isTimeZone, knownOwnTimeZone, ownTimeZone, timeZones } from './zones.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** What the browser says its zone is. */
function say(timeZone: unknown): void {
  const said = new Intl.DateTimeFormat().resolvedOptions();
  vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue(Object.assign(said, { timeZone }));
}

test('timeZones lists every zone once, with the own, the chosen and UTC among them', () => {
  const zones = timeZones('Asia/Calcutta');
  expect(zones).toEqual(expect.arrayContaining(['UTC', ownTimeZone(), 'Europe/Vienna', 'Asia/Calcutta']));
  expect(new Set(zones).size).toBe(zones.length);
});

test.each(['Etc/Unknown', '+02:00', '', undefined])('ownTimeZone is UTC where the browser says %j', (said) => {
  say(said);
  expect(knownOwnTimeZone()).toBeNull();
  expect(ownTimeZone()).toBe('UTC');
  expect(emptyDraft().timeZone).toBe('UTC');
  expect(timeZones('UTC')).not.toContain(said);
  expect(formatOwn('2030-02-20T14:00:00Z', 'list')).toMatch(/\b(2:00|14:00)\D* UTC$/);
});

test('isTimeZone refuses what the server refuses, too', () => {
  for (const name of ['Mars/Base', '+01:00', '', 'Etc/Unknown']) expect(isTimeZone(name), name).toBe(false);
  for (const name of ['UTC', 'Europe/Vienna', 'America/Argentina/Buenos_Aires']) expect(isTimeZone(name)).toBe(true);
});
