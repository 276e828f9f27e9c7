/** Reminders in words, in the page's language. */
import { text } from '../language/text.ts';

/** The channels that a reminder goes by. */
export interface ByChannels {
  readonly email: boolean;
  readonly sms: boolean;
}

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/;

/** How long before, such as `PT24H`: `24 hours before`, `7 days before`. What is no such duration is shown as it is. */
export function beforeWords(duration: string): string {
  const minutes = minutesOf(duration);
  if (minutes === null) return text('before.other', { duration });
  if (minutes > 1_440 && minutes % 1_440 === 0) return text('before.days', { count: minutes / 1_440 });
  if (minutes % 60 === 0) return text('before.hours', { count: minutes / 60 });
  return text('before.minutes', { count: minutes });
}

/** More than the clocks are ever changed by: a reminder comes by the clock of its appointment's zone. */
const CLOCK_CHANGE_MS = 2 * 3_600_000;

/** Whether a reminder comes earlier than so long before the appointment: it would have come at night. */
export function isEarlier(
  { before, dueAt }: { readonly before: string; readonly dueAt: string },
  time: string,
): boolean {
  const minutes = minutesOf(before);
  return minutes !== null && Date.parse(time) - minutes * 60_000 - Date.parse(dueAt) > CLOCK_CHANGE_MS;
}

/** The minutes of a duration; null where it is none in days, hours and minutes. */
export function minutesOf(duration: string): number | null {
  const found = DURATION.exec(duration);
  if (found === null) return null;
  const [days = 0, hours = 0, minutes = 0] = found.slice(1).map((part) => Number(part ?? 0));
  return (days * 24 + hours) * 60 + minutes;
}

/** The channels: `by e-mail and text message`; empty for none. */
export function channelWords({ email, sms }: ByChannels): string {
  if (email && sms) return text('by.BOTH');
  if (email) return text('by.EMAIL');
  return sms ? text('by.SMS') : '';
}
