/** When an appointment is, in the time of the place it is at, with that time's name. */
export function When({ time, timeZone }: { time: string; timeZone: string }) {
  return <time dateTime={time}>{formatWhen(time, timeZone)}</time>;
}

/**
 * The same instant in the reader's own time, for who is elsewhere; null where both clocks show the same. `own` is the
 * reader's time zone.
 */
export function formatOwnTime(time: string, timeZone: string, own: string): string | null {
  const here = formatWhen(time, own).replace(/ \(.*\)$/, '');
  return here === formatWhen(time, timeZone).replace(/ \(.*\)$/, '') ? null : `${here} where you are`;
}

/** An instant as text, with the name of its time zone: UTC where the browser does not know the zone. */
export function formatWhen(time: string, timeZone: string): string {
  const options = { dateStyle: 'medium', timeStyle: 'short' } as const;
  try {
    return `${new Intl.DateTimeFormat(undefined, { ...options, timeZone }).format(new Date(time))} (${timeZone})`;
  } catch {
    return `${new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' }).format(new Date(time))} (UTC)`;
  }
}
