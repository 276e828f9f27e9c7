import type { Timelines } from '../deliveries/fold.ts';
import { occasionsOf } from '../deliveries/occasions.ts';
import type { PageAppointment } from './documents.ts';
import { differenceOf } from './history.ts';

/** How an appointment is, at one glance. */
export type AppointmentState = 'booked' | 'moved' | 'cancelled' | 'over' | 'notArrived';

/**
 * What a person needs to know first. That it is cancelled comes before all else; then that a message about how it is now did not
 * arrive; then that it was moved.
 */
export function stateOf(
  appointment: Pick<PageAppointment, 'status' | 'time' | 'durationMinutes' | 'sequence' | 'history' | 'deliveries'>,
  timelines: Timelines,
  now: Date,
): AppointmentState {
  const { status, time, durationMinutes, sequence, history, deliveries } = appointment;
  if (status === 'CANCELLED') return 'cancelled';
  if (Date.parse(time) + durationMinutes * 60_000 <= now.getTime()) return 'over';
  const [newest] = occasionsOf(deliveries);
  const isFailed = newest?.deliveries.some(
    ({ id, sequence: of }) => of === sequence && timelines.get(id)?.current.status === 'FAILED',
  );
  if (isFailed) return 'notArrived';
  return history.some((change, index) => differenceOf(change, history[index - 1]).moved !== null) ? 'moved' : 'booked';
}
