import { readLocalTime, writeLocalTime } from '../time/local-time.ts';

/** The day that the clocks of a zone show: `2030-02-20`. */
export function localDayOf(instant: Date, zone: string): string {
  return writeLocalTime(instant.toISOString(), zone).local.slice(0, 10);
}

/** When a day begins in a zone that the browser knows: at midnight, the first of two; where the clocks skip it, when they do. */
export function startOfDay(day: string, zone: string): Date {
  const reading = readLocalTime(`${day}T00:00`, zone);
  if (reading.kind === 'unreadable') return new Date(`${day}T00:00:00Z`);
  if (reading.kind === 'instant') return new Date(reading.time);
  return new Date(reading.choices[reading.kind === 'repeated' ? 0 : 1].time);
}
