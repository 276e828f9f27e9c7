/** How long before its appointment a reminder goes out: a part of ISO 8601's durations, in days, hours and minutes. */
import { z } from 'zod';

const DURATION = /^P(?=\d|T\d)(?:(\d{1,3})D)?(?:T(?=\d)(?:(\d{1,4})H)?(?:(\d{1,6})M)?)?$/;
const SHORTEST_MINUTES = 5;
const LONGEST_MINUTES = 90 * 24 * 60;

/** The minutes of a duration such as `PT24H`, `P1D` or `PT1H30M`; null when it is none, or not within 5 minutes to 90 days. */
export function readDuration(text: string): number | null {
  const found = DURATION.exec(text);
  if (found === null) return null;
  const [days, hours, minutes] = found.slice(1).map((part) => Number(part ?? 0)) as [number, number, number];
  const sum = (days * 24 + hours) * 60 + minutes;
  return sum >= SHORTEST_MINUTES && sum <= LONGEST_MINUTES ? sum : null;
}

/** The one way in which our events write so many minutes: `PT24H`, `PT90M`. */
export function formatDuration(minutes: number): string {
  return minutes % 60 === 0 ? `PT${minutes / 60}H` : `PT${minutes}M`;
}

export const durationSchema = z
  .string()
  .regex(DURATION, 'an ISO 8601 duration in days, hours and minutes is expected, such as PT24H')
  .refine((text) => readDuration(text) !== null, 'must be within 5 minutes to 90 days')
  .meta({ description: 'An ISO 8601 duration within 5 minutes to 90 days, such as PT24H.' });
