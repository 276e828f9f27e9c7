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
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: zone, calendar: 'gregory', ...options });
  const zoneName = (timeZoneName: 'long' | 'short') =>
    format({ timeZoneName })
      .formatToParts(at)
      .find(({ type }) => type === 'timeZoneName')?.value ?? zone;
  const zoneShort = zoneName('short');
  const zoneLong = zoneName('long');
  return {
    long: format({ dateStyle: 'full', timeStyle: 'short' }).format(at),
    short: format({
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
    }).format(at),
    zoneShort,
    zoneLong: zoneLong === zoneShort ? '' : zoneLong,
    zone,
  };
}
