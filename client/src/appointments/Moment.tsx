import { formatOwn } from '../time/format.ts';

/** When something happened, in the reader's own time; the date only where it is not today's. */
export function Moment({ at }: { at: string }) {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return <time dateTime={at}>{formatOwn(at, isToday ? 'second' : 'moment')}</time>;
}
