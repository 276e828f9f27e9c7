/** When an appointment is, in the time of the place it is at, with that time's name. */
export function When({ time, timeZone }: { time: string; timeZone: string }) {
  return <time dateTime={time}>{formatWhen(time, timeZone)}</time>;
}

/** An instant as text, with the name of the time it is told in: UTC where the browser does not know the zone. */
export function formatWhen(time: string, timeZone: string): string {
  const options = { dateStyle: 'medium', timeStyle: 'short' } as const;
  try {
    return `${new Intl.DateTimeFormat(undefined, { ...options, timeZone }).format(new Date(time))} (${timeZone})`;
  } catch {
    return `${new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' }).format(new Date(time))} (UTC)`;
  }
}
