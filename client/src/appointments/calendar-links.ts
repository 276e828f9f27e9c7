import type { CalendarEntry } from './calendar.ts';

/** What such a page is filled in with. */
type Linked = Pick<CalendarEntry, 'location' | 'time' | 'durationMinutes'> & { readonly title: string };

/** The pages of calendars that take an appointment by their address, filled in for a person to save. */
export function calendarLinks(entry: Linked): readonly { readonly name: string; readonly href: string }[] {
  return [
    { name: 'Google', href: googleLink(entry) },
    { name: 'Outlook', href: outlookLink(entry) },
  ];
}

/** https://github.com/InteractionDesignFoundation/add-event-to-calendar-docs/blob/main/services/google.md */
function googleLink(entry: Linked): string {
  const [start, end] = spanOf(entry).map((instant) => instant.replace(/[-:]|\.\d+/g, ''));
  const query = { action: 'TEMPLATE', text: entry.title, dates: `${start}/${end}`, location: entry.location };
  return `https://calendar.google.com/calendar/render?${queryOf(query)}`;
}

/** https://github.com/InteractionDesignFoundation/add-event-to-calendar-docs/blob/main/services/outlook-web.md */
function outlookLink(entry: Linked): string {
  const [startdt, enddt] = spanOf(entry);
  const query = { path: '/calendar/action/compose', rru: 'addevent', subject: entry.title, startdt, enddt };
  return `https://outlook.live.com/calendar/0/deeplink/compose?${queryOf({ ...query, location: entry.location })}`;
}

function spanOf({ time, durationMinutes }: Linked): readonly [string, string] {
  const start = new Date(time);
  return [start.toISOString(), new Date(start.getTime() + durationMinutes * 60_000).toISOString()];
}

/** Spaces as `%20`: Outlook shows a plus sign as one. */
function queryOf(fields: Readonly<Record<string, string | null | undefined>>): string {
  return Object.entries(fields)
    .flatMap(([name, value]) => (value == null ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&');
}
