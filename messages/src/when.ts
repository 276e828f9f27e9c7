/** An appointment's time as text, in its own time zone, with the zone's names. */
export interface When {
  /** `Friday, 20 February 2026 at 16:00`. */
  readonly long: string;
  /** `Fri, 20 Feb 2026, 16:00`. */
  readonly short: string;
  /** `Central European Standard Time`; empty when the zone's short name says as much. */
  readonly zoneLong: string;
  /** `CET`, `UTC`, `GMT+1`. */
  readonly zoneShort: string;
  /** `Europe/Berlin`. */
  readonly zone: string;
}

/** Formats an instant (RFC 3339) in an IANA time zone and a locale (BCP 47). */
export function formatWhen(time: string, zone: string, locale: string): When {
  const at = new Date(time);
  const { long, short, zoneNameLong, zoneNameShort } = formatsFor(zone, locale);
  const zoneOf = (format: Intl.DateTimeFormat) =>
    format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? zone;
  const zoneShort = zoneOf(zoneNameShort);
  const zoneLong = zoneOf(zoneNameLong);
  return {
    long: long.format(at),
    short: short.format(at),
    zoneShort,
    zoneLong: zoneLong === zoneShort ? '' : zoneLong,
    zone,
  };
}

type Formats = ReturnType<typeof createFormats>;

/** Creating a format costs a hundred times as much as using it: formats in use are cached. */
const cached = new Map<string, Formats>();
const MOST_CACHED = 200;

function formatsFor(zone: string, locale: string): Formats {
  const name = `${locale} ${zone}`;
  const known = cached.get(name);
  if (known !== undefined) return known;
  if (cached.size >= MOST_CACHED) cached.clear();
  const created = createFormats(zone, locale);
  cached.set(name, created);
  return created;
}

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
