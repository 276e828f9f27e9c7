import { formatWhen, type TimeStyle } from '../time/format.ts';

/** When an appointment is, in the time of the place it is at, with that time's name. */
export function When({ time, timeZone, style }: { time: string; timeZone: string; style?: TimeStyle }) {
  return <time dateTime={time}>{formatWhen(time, timeZone, style)}</time>;
}
