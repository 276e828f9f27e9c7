/** When an appointment is, in words: in its own zone, and with that zone's name. */
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

/** Writes an instant for people, in a zone and a locale. */
export function tellWhen(time: string, zone: string, locale: string): When {
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

type Formats = ReturnType<typeof makeFormats>;

/** Making a format costs a hundred times what using it does: those in use are remembered, which nobody can tell. */
const remembered = new Map<string, Formats>();
const MOST_REMEMBERED = 200;

function formatsFor(zone: string, locale: string): Formats {
  const name = `${locale} ${zone}`;
  const known = remembered.get(name);
  if (known !== undefined) return known;
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  const made = makeFormats(zone, locale);
  remembered.set(name, made);
  return made;
}

function makeFormats(timeZone: string, locale: string) {
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
