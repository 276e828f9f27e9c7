import { instantOf, localTimeOf } from '../local-time.ts';
import type { ReminderHours, ReminderRule } from './reminder-rules.ts';

/** A reminder as it is planned. */
export interface PlannedReminder extends ReminderRule {
  readonly dueAt: Date;
}

/** None comes sooner than this after the message that says the same, in milliseconds. */
export const APART_MS = 10 * 60_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * The reminders of an appointment, soonest first. Pure.
 *
 * Each comes as long before as its rule has it, by the clock of the appointment's zone: the day before at the same time, also
 * across a change of the clocks (`instantOf`). One outside of the hours comes earlier, in the last minute within them. One that
 * is past, or would come within ten minutes, is left out: the message of the booking or the move says the same. Those that so
 * come at one instant are one, on the channels of all, with the shortest `beforeMinutes`.
 *
 * @param rules narrowed to the appointment's channels
 * @param now when it was booked or moved
 */
export function planReminders(
  { time, timeZone }: { readonly time: Date; readonly timeZone: string },
  rules: readonly ReminderRule[],
  hours: ReminderHours,
  now: Date,
): readonly PlannedReminder[] {
  if (rules.length === 0) return [];
  const begins = localTimeOf(timeZone, time.getTime());
  const byInstant = new Map<number, PlannedReminder>();
  for (const rule of rules) {
    const wanted = instantOf(timeZone, begins - rule.beforeMinutes * MINUTE_MS);
    const dueAt = withinHours(timeZone, wanted, hours);
    if (dueAt < now.getTime() + APART_MS) continue;
    const other = byInstant.get(dueAt);
    byInstant.set(dueAt, {
      beforeMinutes: Math.min(rule.beforeMinutes, other?.beforeMinutes ?? Number.POSITIVE_INFINITY),
      email: rule.email || other?.email === true,
      sms: rule.sms || other?.sms === true,
      dueAt: new Date(dueAt),
    });
  }
  return [...byInstant.values()].toSorted((one, other) => one.dueAt.getTime() - other.dueAt.getTime());
}

/** Where the last minute of the hours is not shown on a day, the instant that stands for it may be outside of them again. */
function withinHours(timeZone: string, at: number, hours: ReminderHours): number {
  let due = at;
  for (;;) {
    const local = localTimeOf(timeZone, due);
    const midnight = Math.floor(local / DAY_MS) * DAY_MS;
    const minute = Math.floor((local - midnight) / MINUTE_MS);
    if (minute >= hours.firstMinute && minute <= hours.lastMinute) return due;
    const day = minute > hours.lastMinute ? midnight : midnight - DAY_MS;
    due = instantOf(timeZone, day + hours.lastMinute * MINUTE_MS);
  }
}
