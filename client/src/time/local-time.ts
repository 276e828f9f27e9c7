/** Clock readings and instants, also in the hours that the clocks show twice or skip. Pure. */
import { cached } from './cached.ts';
import { isTimeZone } from './zones.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/;

/** One of the two times that a reading may stand for: an instant, and what the clocks show then. */
export interface Choice {
  readonly time: string;
  readonly local: string;
}

/** What a clock reading means in a time zone. */
export type Reading =
  | { readonly kind: 'instant'; readonly time: string }
  /** The clocks show it twice, because they are set back: the first and the second time. */
  | { readonly kind: 'repeated'; readonly choices: readonly [Choice, Choice] }
  /** The clocks are set forward over it: as long before the change, and as long after it. */
  | { readonly kind: 'skipped'; readonly choices: readonly [Choice, Choice] }
  /** It is no reading, or the browser does not know the zone. */
  | { readonly kind: 'unreadable' };

/** What `local`, such as `2030-02-20T15:00`, means on the clocks of `timeZone` (an IANA name). */
export function readLocalTime(local: string, timeZone: string): Reading {
  const asUtc = LOCAL.test(local) ? Date.parse(`${local}Z`) : Number.NaN;
  if (Number.isNaN(asUtc) || !isTimeZone(timeZone)) return { kind: 'unreadable' };
  const before = asUtc - offsetAt(asUtc - DAY, timeZone);
  const after = asUtc - offsetAt(asUtc + DAY, timeZone);
  const [first, second] = [...new Set([before, after])]
    .filter((instant) => instant + offsetAt(instant, timeZone) === asUtc)
    .sort((a, b) => a - b);
  const choice = (instant: number): Choice => ({
    time: new Date(instant).toISOString(),
    local: new Date(instant + offsetAt(instant, timeZone)).toISOString().slice(0, 16),
  });
  if (first === undefined) return { kind: 'skipped', choices: [choice(after), choice(before)] };
  if (second === undefined) return { kind: 'instant', time: new Date(first).toISOString() };
  return { kind: 'repeated', choices: [choice(first), choice(second)] };
}

/** A clock reading, and which of the two times it is where the clocks show it twice; empty: they show it once. */
export interface Written {
  readonly local: string;
  readonly occurrence: '' | 'first' | 'second';
}

/** What the clocks of `timeZone`, which the browser must know, show at an instant, to the minute. `readLocalTime` reads it back. */
export function writeLocalTime(time: string, timeZone: string): Written {
  const at = Date.parse(time);
  const local = new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 16);
  const reading = readLocalTime(local, timeZone);
  if (reading.kind !== 'repeated') return { local, occurrence: '' };
  return { local, occurrence: at < Date.parse(reading.choices[1].time) ? 'first' : 'second' };
}

/** Whether the clocks of `timeZone` show the reading of this instant twice. */
export function isRepeated(instant: Date, timeZone: string): boolean {
  const at = instant.getTime();
  const around = [offsetAt(at - DAY, timeZone), offsetAt(at + DAY, timeZone)];
  if (around[0] === around[1]) return false; // as for nearly all
  const own = offsetAt(at, timeZone);
  return around.some((offset) => offset !== own && offsetAt(at + own - offset, timeZone) === offset);
}

/** How far the clocks of `timeZone` are ahead of UTC, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  const parts = Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day, hour, minute } = parts;
  const shown = Date.UTC(year, month - 1, day, hour, minute);
  return shown - Math.floor(instant / MINUTE) * MINUTE;
}

/** A list has thousands of times. */
const clockOf = cached(
  (timeZone: string) =>
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    }),
);
