import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planReminders } from './plan-reminders.ts';
import type { ReminderHours, ReminderRule } from './reminder-rules.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const always: ReminderHours = { firstMinute: 0, lastMinute: 1_439 };
const daytime: ReminderHours = { firstMinute: 8 * 60, lastMinute: 21 * 60 };
const longAgo = new Date('2000-01-01T00:00:00Z');

const mail = (beforeMinutes: number): ReminderRule => ({ beforeMinutes, email: true, sms: false });
const dueOf = (time: string, timeZone: string, rules: readonly ReminderRule[], hours = always, now = longAgo) =>
  planReminders({ time: new Date(time), timeZone }, rules, hours, now).map(({ dueAt }) => dueAt.toISOString());

describe('planReminders', () => {
  it('reminds at the same clock time the day before, across a change of the clocks', () => {
    expect(dueOf('2027-03-28T08:00:00Z', 'Europe/Vienna', [mail(1_440)])).toEqual(['2027-03-27T09:00:00.000Z']);
    expect(dueOf('2027-10-31T09:00:00Z', 'Europe/Vienna', [mail(1_440)])).toEqual(['2027-10-30T08:00:00.000Z']);
    expect(dueOf('2027-04-04T00:00:00Z', 'Australia/Lord_Howe', [mail(1_440)])).toEqual(['2027-04-02T23:30:00.000Z']);
  });

  it('takes the first of a clock time that is shown twice, and goes as far before a change as a skipped one lies before its end', () => {
    expect(dueOf('2027-11-01T01:30:00Z', 'Europe/Vienna', [mail(1_440)])).toEqual(['2027-10-31T00:30:00.000Z']);
    expect(dueOf('2027-03-29T00:30:00Z', 'Europe/Vienna', [mail(1_440)])).toEqual(['2027-03-28T00:30:00.000Z']);
    expect(dueOf('2011-12-30T20:00:00Z', 'Pacific/Apia', [mail(1_440)])).toEqual(['2011-12-29T20:00:00.000Z']);
  });

  it('moves what would come at night to the evening before', () => {
    const time = '2027-01-15T08:00:00Z';
    expect(dueOf(time, 'UTC', [mail(5 * 60)], daytime)).toEqual(['2027-01-14T21:00:00.000Z']);
    expect(dueOf('2027-01-15T22:30:00Z', 'UTC', [mail(60)], daytime)).toEqual(['2027-01-15T21:00:00.000Z']);
    expect(dueOf(time, 'UTC', [mail(0)], daytime)).toEqual(['2027-01-15T08:00:00.000Z']);
    expect(dueOf('2027-01-15T21:59:00Z', 'UTC', [mail(59)], daytime)).toEqual(['2027-01-15T21:00:00.000Z']);
    expect(dueOf('2027-01-15T21:59:00Z', 'UTC', [mail(58)], daytime)).toEqual(['2027-01-15T21:00:00.000Z']);
  });

  it('makes one of two that come at one instant, on the channels of both', () => {
    const rules = [mail(6 * 60), { beforeMinutes: 4 * 60, email: false, sms: true }];
    expect(planReminders({ time: new Date('2027-01-15T08:00:00Z'), timeZone: 'UTC' }, rules, daytime, longAgo)).toEqual(
      [{ beforeMinutes: 240, email: true, sms: true, dueAt: new Date('2027-01-14T21:00:00Z') }],
    );
  });

  it('leaves out what is past or would come within ten minutes', () => {
    const rules = [mail(10_080), mail(1_440), mail(60)];
    const time = '2027-01-15T12:00:00Z';
    expect(dueOf(time, 'UTC', rules, always, new Date('2027-01-14T11:50:00Z'))).toHaveLength(2);
    expect(dueOf(time, 'UTC', rules, always, new Date('2027-01-14T11:50:01Z'))).toEqual(['2027-01-15T11:00:00.000Z']);
    expect(dueOf(time, 'UTC', rules, always, new Date('2027-01-15T11:00:00Z'))).toEqual([]);
  });

  it('agrees with a model that reads the clock of the zone step by step', () => {
    fc.assert(
      fc.property(cases, ({ time, timeZone, rules, hours, now }) => {
        const plan = planReminders({ time, timeZone }, rules, hours, now);
        expect(plan).toEqual(modelled(time, timeZone, rules, hours, now));
        for (const { dueAt } of plan) expect(dueAt < time).toBe(true);
      }),
      { numRuns: 1_500 },
    );
  }, 120_000);

  it('comes within the hours and before the appointment in every zone, whatever its changes', () => {
    const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const time = fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2031, 0) }).map((at) => new Date(at));
    const hour = fc.integer({ min: 0, max: 1_379 });
    fc.assert(
      fc.property(zone, time, fc.integer({ min: 5, max: 129_600 }), hour, (timeZone, at, before, firstMinute) => {
        const hours = { firstMinute, lastMinute: firstMinute + 60 };
        const [planned] = planReminders({ time: at, timeZone }, [mail(before)], hours, longAgo);
        const minute = minuteOf(labelOf(timeZone, planned?.dueAt.getTime() ?? 0));
        expect(minute).toBeGreaterThanOrEqual(hours.firstMinute);
        expect(minute).toBeLessThanOrEqual(hours.lastMinute);
        expect(planned?.dueAt.getTime()).toBeLessThan(at.getTime());
      }),
      { numRuns: 2_000 },
    );
  }, 120_000);
});

/** Appointments around the days on which the clocks of these zones change, and on others. */
const cases = fc
  .record({
    place: fc.constantFrom(
      ['Europe/Vienna', '2027-03-28'],
      ['Europe/Vienna', '2027-10-31'],
      ['America/New_York', '2027-03-14'],
      ['America/New_York', '2027-11-07'],
      ['Australia/Lord_Howe', '2027-04-04'],
      ['Australia/Lord_Howe', '2027-10-03'],
      ['Pacific/Apia', '2011-12-31'],
      ['Asia/Kathmandu', '2027-03-28'],
      ['UTC', '2027-10-31'],
    ),
    minutes: fc.integer({ min: -3 * 1_440, max: 3 * 1_440 }),
    rules: fc.uniqueArray(
      fc.record({
        beforeMinutes: fc.oneof(fc.integer({ min: 5, max: 4_320 }), fc.constantFrom(1_440, 120, 10_080, 60, 480)),
        email: fc.boolean(),
        sms: fc.boolean(),
      }),
      { maxLength: 5, selector: ({ beforeMinutes }) => beforeMinutes },
    ),
    hours: fc.oneof(
      fc.constant(always),
      fc.constant(daytime),
      fc.record({
        firstMinute: fc.integer({ min: 4 * 60, max: 12 * 60 }),
        lastMinute: fc.integer({ min: 13 * 60, max: 22 * 60 }),
      }),
    ),
    bookedBefore: fc.integer({ min: 1, max: 5 * 1_440 }),
  })
  .map(({ place: [timeZone = '', day], minutes, bookedBefore, ...rest }) => {
    const time = new Date(Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE);
    return { ...rest, timeZone, time, now: new Date(time.getTime() - bookedBefore * MINUTE) };
  });

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the zone's clock shows: `2027-03-28 02:30:00`. */
function labelOf(timeZone: string, at: number): string {
  const clock =
    clocks.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  clocks.set(timeZone, clock);
  return clock.format(at);
}

const minuteOf = (label: string) => Number(label.slice(11, 13)) * 60 + Number(label.slice(14, 16));

/** The first instant with the label that a rule leads to; where there is none, as far before the next label as the rule's lies before that. */
function wantedBy(time: number, timeZone: string, beforeMinutes: number): number {
  const asUtc = (label: string) => Date.parse(`${label.replace(' ', 'T')}Z`);
  const target = asUtc(labelOf(timeZone, time)) - beforeMinutes * MINUTE;
  const step = 15 * MINUTE; // clocks change by multiples of it
  for (let at = time - beforeMinutes * MINUTE - 2 * DAY; ; at += step) {
    const shown = asUtc(labelOf(timeZone, at));
    if (shown === target) return at;
    if (shown < target || asUtc(labelOf(timeZone, at - step)) > target) continue;
    return at - (shown - target); // `at` is the first of its kind after what is skipped
  }
}

function modelled(
  time: Date,
  timeZone: string,
  rules: readonly ReminderRule[],
  { firstMinute, lastMinute }: ReminderHours,
  now: Date,
) {
  const planned: (ReminderRule & { dueAt: Date })[] = [];
  for (const rule of rules) {
    const isWithin = (at: number) => {
      const minute = minuteOf(labelOf(timeZone, at));
      return minute >= firstMinute && minute <= lastMinute;
    };
    let due = wantedBy(time.getTime(), timeZone, rule.beforeMinutes);
    if (!isWithin(due)) due -= due % MINUTE;
    while (!isWithin(due)) due -= MINUTE;
    if (due - now.getTime() >= 10 * MINUTE) planned.push({ ...rule, dueAt: new Date(due) });
  }
  const instants = [...new Set(planned.map(({ dueAt }) => dueAt.getTime()))].toSorted((one, other) => one - other);
  return instants.map((instant) => {
    const together = planned.filter(({ dueAt }) => dueAt.getTime() === instant);
    return {
      beforeMinutes: Math.min(...together.map(({ beforeMinutes }) => beforeMinutes)),
      email: together.some(({ email }) => email),
      sms: together.some(({ sms }) => sms),
      dueAt: new Date(instant),
    };
  });
}
