import { cached } from './cached.ts';

/** An appointment's time as text in a time zone, with the zone's names: an hour that comes twice in autumn is known by them. */
export interface When {
  /** `Friday, 20 February 2026 at 16:00`. */
  readonly long: string;
  /** `CET, Central European Standard Time`. */
  readonly zones: string;
  /** `Fri, 20 Feb 2026, 16:00 CET`. */
  readonly short: string;
}

/** Formats an instant (RFC 3339) in an IANA time zone and a locale (BCP 47). */
export function formatWhen(time: string, zone: string, locale: string): When {
  const at = new Date(time);
  const { long, short, zoneNameLong, zoneNameShort } = formatsFor(zone, locale);
  const zoneOf = (format: Intl.DateTimeFormat) =>
    format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? zone;
  const zoneShort = zoneOf(zoneNameShort);
  const zones = [...new Set([zoneShort, zoneOf(zoneNameLong)])].join(', ');
  return { long: long.format(at), zones, short: `${short.format(at)} ${zoneShort}` };
}

/** Whether clocks in two zones show the same at an instant. */
export function isSameClock(time: string, one: string, other: string): boolean {
  const [first, second] = [one, other].map((zone) => formatsFor(zone, 'en').short.format(new Date(time)));
  return first === second;
}

/** Creating a format costs a hundred times as much as using it. */
const formatsFor = cached(createFormats);

function createFormats(timeZone: string, locale: string) {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, calendar: 'gregory', ...options });
  return {
    long: format({ dateStyle: 'full', timeStyle: 'short' }),
    short: format({
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
    }),
    zoneNameLong: format({ timeZoneName: 'long' }),
    zoneNameShort: format({ timeZoneName: 'short' }),
  };
}
