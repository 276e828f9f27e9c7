import { expect, it } from 'vitest';
import { isTooOld } from './plan.ts';

const NOW = new Date('2026-02-13T17:00:00Z');

it('an event is as old as the older of when it occurred and when it came into the log', () => {
  const day = 86_400_000;
  const at = (days: number) => new Date(NOW.getTime() - days * day);
  expect(isTooOld(at(89).toISOString(), at(89), 90 * day, NOW)).toBe(false);
  expect(isTooOld(at(91).toISOString(), at(1), 90 * day, NOW)).toBe(true);
  expect(isTooOld(at(-400).toISOString(), at(91), 90 * day, NOW)).toBe(true);
});
