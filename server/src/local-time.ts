/** Clock times in a time zone. A clock time is held as the milliseconds that UTC would show it at. */

const formats = new Map<string, Intl.DateTimeFormat>();
/** Names are taken in any case, so there are more of them than zones. */
const MOST_ZONES = 1_000;
const DAY_MS = 86_400_000;

/** The clock time that a zone shows at an instant. */
export function localTimeOf(timeZone: string, at: number): number {
  return at + offsetMs(timeZone, at);
}

/**
 * The instant at which a zone shows a clock time. Shown twice, as clocks are put back, it is the first of them; never shown, as
 * they are put forward, it is as much before the change as the clock time is before the one that the change leads to.
 */
export function instantOf(timeZone: string, local: number): number {
  const offsets = [offsetMs(timeZone, local - DAY_MS), offsetMs(timeZone, local + DAY_MS)];
  const shown = offsets.map((offset) => local - offset).filter((at) => localTimeOf(timeZone, at) === local);
  return shown.length > 0 ? Math.min(...shown) : local - Math.max(...offsets);
}

function offsetMs(timeZone: string, at: number): number {
  const seconds = Math.floor(at / 1_000) * 1_000;
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = formatOf(timeZone)
    .format(seconds)
    .split(/\D+/)
    .map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) - seconds;
}

/** Making a format costs 50 µs. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const numeric = 'numeric';
  const made = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', calendar: 'gregory', numberingSystem: 'latn' },
    ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
  });
  if (formats.size < MOST_ZONES) formats.set(timeZone, made);
  return made;
}
