/** Times as text, in the reader's language. An hour that the clocks show twice has its zone's name: 02:30 CEST, 02:30 CET. */
import { currentLocale, text } from '../language/text.ts';
import { cached } from './cached.ts';
import { isRepeated } from './local-time.ts';
import { isTimeZone, knownOwnTimeZone, ownTimeZone } from './zones.ts';

/** How much of a time is shown. */
const STYLES = {
  list: { dateStyle: 'medium', timeStyle: 'short' },
  page: { dateStyle: 'full', timeStyle: 'short' },
  clock: { timeStyle: 'short' },
  second: { timeStyle: 'medium' },
  moment: { dateStyle: 'medium', timeStyle: 'medium' },
  hour: { weekday: 'short', hour: 'numeric', minute: '2-digit' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** The name of a style. */
export type TimeStyle = keyof typeof STYLES;

/** An instant with the name of its time zone: UTC where the browser does not know the zone. */
export function formatWhen(time: string, timeZone: string, style: TimeStyle = 'list'): string {
  const zone = isKnown(timeZone) ? timeZone : 'UTC';
  return `${formatIn(zone, time, style)} (${zone})`;
}

/** The same instant in the reader's own time, for who is elsewhere; null where both clocks show the same. `own`: the reader's zone. */
export function formatOwnTime(time: string, timeZone: string, own: string, style: TimeStyle = 'list'): string | null {
  const zone = isKnown(timeZone) ? timeZone : 'UTC';
  if (plain(own, time, style) === plain(zone, time, style)) return null;
  return text('details.ownTime', { time: formatIn(own, time, style) });
}

/** An instant on the reader's own clock. */
export function formatOwn(time: string, style: TimeStyle): string {
  const shown = formatIn(ownTimeZone(), time, style);
  return knownOwnTimeZone() === null ? `${shown} UTC` : shown;
}

/** An instant on the clocks of a zone that the browser knows; with the zone's name then where they show it twice. */
export function formatIn(timeZone: string, time: string, style: TimeStyle): string {
  const at = new Date(time);
  const shown = plain(timeZone, time, style);
  return !Number.isNaN(at.getTime()) && isRepeated(at, timeZone) ? `${shown} ${zoneName(timeZone, at)}` : shown;
}

/** The languages whose readers have a short name for zones, after the reader's own. */
const NAMING = ['en-GB', 'en-US', 'en-AU', 'en-NZ', 'en-CA', 'en-ZA', 'en-IN'];

/** What a zone is called at an instant: `CEST`, or `MESZ` for who reads German; `GMT+3` where it has no short name. */
export function zoneName(timeZone: string, at: Date): string {
  const names = [currentLocale(), ...NAMING].map(
    (language) =>
      new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'short' })
        .formatToParts(at)
        .find(({ type }) => type === 'timeZoneName')?.value,
  );
  return names.find((name) => name !== undefined && !/^(?:GMT|UTC)[+\u2212-]/.test(name)) ?? names[0] ?? timeZone;
}

/** A text that is no instant is shown as it is. */
function plain(timeZone: string, time: string, style: TimeStyle): string {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? time : formatOf(currentLocale() ?? '', timeZone, style).format(at);
}

const formatOf = cached(
  (locale: string, timeZone: string, style: TimeStyle) =>
    new Intl.DateTimeFormat(locale || undefined, { timeZone, ...STYLES[style] }),
);

const isKnown = cached(isTimeZone);
