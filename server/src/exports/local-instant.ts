import { localTimeOf } from '../local-time.ts';

/** An instant as the clocks of a zone show it, with their offset from UTC: `2026-02-13T18:00:00+01:00`; empty for null. */
export function localInstant(instant: Date | null, timeZone: string): string {
  if (instant === null) return '';
  const local = localTimeOf(timeZone, instant.getTime());
  const minutes = Math.round((local - instant.getTime()) / 60_000);
  const offset = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${new Date(local).toISOString().slice(0, 19)}${minutes < 0 ? '-' : '+'}${offset.join(':')}`;
}

/** The day that the clocks of a zone show: `2026-02-13`. */
export function localDay(instant: Date, timeZone: string): string {
  return new Date(localTimeOf(timeZone, instant.getTime())).toISOString().slice(0, 10);
}
