const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What a clock reading means in a time zone: an instant, or none, where the clocks were set forward over it. */
export type Reading = { readonly kind: 'instant'; readonly time: string } | { readonly kind: 'skipped' };

/**
 * The instant at which clocks in `timeZone` (an IANA name) show `local`, such as `2030-02-20T15:00`. Where they show it
 * twice, because they were set back, it is the first time.
 */
export function readLocalTime(local: string, timeZone: string): Reading {
  const asUtc = Date.parse(`${local}Z`);
  const instants = [asUtc - DAY, asUtc + DAY]
    .map((nearby) => asUtc - offsetAt(nearby, timeZone))
    .filter((instant) => instant + offsetAt(instant, timeZone) === asUtc);
  if (instants.length === 0) return { kind: 'skipped' };
  return { kind: 'instant', time: new Date(Math.min(...instants)).toISOString() };
}

/** The time zones there are to choose from, by their IANA names; the reader's own is among them. */
export function timeZones(): readonly string[] {
  return [...new Set([ownTimeZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort();
}

/** The reader's own time zone. */
export function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function offsetAt(instant: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day, hour, minute } = parts;
  const shown = Date.UTC(year, month - 1, day, hour, minute);
  return shown - Math.floor(instant / MINUTE) * MINUTE;
}
