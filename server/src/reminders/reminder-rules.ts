/** When appointments are reminded of: the installation's rules and hours, as `REMINDERS` and `REMINDER_HOURS` have them. */
import { type ChannelName, channelNames, readDuration } from '@belltower/events';
import { z } from 'zod';

/** A reminder that appointments get: how long before, and on which channels. */
export interface ReminderRule extends Readonly<Record<ChannelName, boolean>> {
  /** By the clock of the appointment's zone. */
  readonly beforeMinutes: number;
}

/** The minutes of the day within which reminders go out, by the clock of the appointment's zone, both included. */
export interface ReminderHours {
  readonly firstMinute: number;
  readonly lastMinute: number;
}

/** When appointments are reminded of that have no rules of their own, and within which hours any is. */
export interface ReminderSettings {
  readonly rules: readonly ReminderRule[];
  readonly hours: ReminderHours;
}

/** The most rules that an appointment has. */
export const MOST_RULES = 5;

const UNITS = { d: 'D', h: 'H', m: 'M' } as const;
const RULE = /^(\d{1,6})([dhm]):([a-z]+(?:\+[a-z]+)*)$/;

/** `REMINDERS`: such as `24h:email+sms,2h:sms`; empty is none. */
export const reminderRulesSchema = z.string().transform((text, context): readonly ReminderRule[] => {
  const items = text.split(',').flatMap((item) => item.trim() || []);
  const refuse = (message: string) => void context.addIssue({ code: 'custom', message });
  const rules = items.flatMap((item) => readRule(item, refuse));
  if (items.length > MOST_RULES) refuse(`at most ${MOST_RULES} are expected, got ${items.length}`);
  const seen = new Set<number>();
  for (const { beforeMinutes } of rules) {
    if (seen.has(beforeMinutes)) refuse(`each time is expected once, got ${beforeMinutes} minutes twice`);
    seen.add(beforeMinutes);
  }
  return rules;
});

function readRule(item: string, refuse: (message: string) => void): readonly ReminderRule[] {
  const [, count, unit, names = ''] = RULE.exec(item) ?? [];
  if (count === undefined) {
    refuse(`each must be such as 24h:email+sms, 7d:email or 90m:sms, got ${JSON.stringify(item.slice(0, 40))}`);
    return [];
  }
  const part = UNITS[unit as keyof typeof UNITS];
  const beforeMinutes = readDuration(part === 'D' ? `P${Number(count)}D` : `PT${Number(count)}${part}`);
  if (beforeMinutes === null) refuse(`each must be within 5m to 90d, got ${count}${unit}`);
  const channels = names.split('+');
  const unknown = channels.find((name) => !channelNames.some((known) => known === name));
  if (unknown !== undefined) refuse(`its channels must be of ${channelNames.join(', ')}, got ${unknown.slice(0, 40)}`);
  if (new Set(channels).size < channels.length) refuse(`each channel is expected once, got ${names.slice(0, 40)}`);
  if (beforeMinutes === null) return [];
  return [{ beforeMinutes, email: channels.includes('email'), sms: channels.includes('sms') }];
}

const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/;
const DAY_MINUTES = 24 * 60;
const SHORTEST_MINUTES = 60;

/** `REMINDER_HOURS`: such as `08:00-21:00`; `00:00-24:00` is always. */
export const reminderHoursSchema = z.string().transform((text, context): ReminderHours => {
  const [fromHour, fromMinute, toHour, toMinute] = (HOURS.exec(text.trim()) ?? []).slice(1).map(Number);
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = Number(toHour) * 60 + Number(toMinute);
  if (!(to <= DAY_MINUTES)) {
    context.addIssue({ code: 'custom', message: 'two times of a day are expected, such as 08:00-21:00' });
  } else if (to - from < SHORTEST_MINUTES) {
    context.addIssue({ code: 'custom', message: 'its end must be an hour or more after its start, on the same day' });
  }
  return { firstMinute: from, lastMinute: Math.min(to, DAY_MINUTES - 1) };
});

/** Rules with these channels alone; those that are left with none are not among them. */
export function narrowRules(
  rules: readonly ReminderRule[],
  channels: Readonly<Record<ChannelName, boolean>>,
): readonly ReminderRule[] {
  return rules.flatMap(({ beforeMinutes, email, sms }) => {
    const narrowed = { beforeMinutes, email: email && channels.email, sms: sms && channels.sms };
    return narrowed.email || narrowed.sms ? [narrowed] : [];
  });
}
