import type { Booked } from './booked.ts';
import { isSameClock } from './when.ts';

/** What a change replaced; null where it did not, or where what was before is not known. */
export interface Replaced {
  readonly when: { readonly time: string; readonly zone: string } | null;
  readonly title: string | null;
  readonly location: string | null;
  readonly minutes: number | null;
}

/** What is not as it was; of the time also where only clocks differ. */
export function replacedIn({ time, zone, title, location, minutes, previous }: Booked): Replaced {
  if (previous === null) return { when: null, title: null, location: null, minutes: null };
  const isSame = !isMoved(time, previous.time) && isSameClock(time, zone, previous.zone);
  return {
    when: isSame ? null : previous,
    title: previous.title === title ? null : previous.title,
    location: previous.location === location ? null : previous.location,
    minutes: previous.minutes === minutes ? null : previous.minutes,
  };
}

/** Whether two times are not the same instant, however they are written. */
export function isMoved(time: string, previous: string): boolean {
  return new Date(time).getTime() !== new Date(previous).getTime();
}
