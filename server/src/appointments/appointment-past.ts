/** What an appointment was after each of its changes. They say what it was before them, so it is read backwards. Pure. */
import type { Role } from '../auth/caller.ts';
import type { AppointmentRow } from './appointment.ts';
import type { AppointmentChangeRow } from './appointment-change.ts';

/** What of an appointment changes. */
export type AppointmentState = Pick<AppointmentRow, 'time' | 'timeZone' | 'durationMinutes' | 'title' | 'location'>;

/** One change in an appointment's past, the booking included, with what it was from then on. */
export interface PastEntry extends AppointmentState {
  readonly kind: 'booked' | AppointmentChangeRow['kind'];
  readonly sequence: number;
  readonly at: Date;
  readonly role: Role;
  /** The subject of the token of who made it. */
  readonly by: string;
  readonly reason: string | null;
}

/** What an appointment was at a sequence. `changes`: its changes, oldest first. */
export function stateAt(
  appointment: AppointmentState,
  changes: readonly AppointmentChangeRow[],
  sequence: number,
): AppointmentState {
  const next = changes.find((change) => change.sequence > sequence);
  return stateOf(next === undefined ? appointment : stateBefore(next));
}

/** What an appointment was before a change. */
export function stateBefore(change: AppointmentChangeRow): AppointmentState {
  return {
    time: change.timeBefore,
    timeZone: change.timeZoneBefore,
    durationMinutes: change.durationMinutesBefore,
    title: change.titleBefore,
    location: change.locationBefore,
  };
}

/** Everything that became of an appointment, oldest first. `changes`: as above. */
export function pastOf(appointment: AppointmentRow, changes: readonly AppointmentChangeRow[]): readonly PastEntry[] {
  const { occurredAt, callerSub, callerRole, userId } = appointment;
  const booked = {
    kind: 'booked' as const,
    sequence: 0,
    at: occurredAt,
    role: callerRole ?? (callerSub === userId ? 'customer' : 'staff'), // of who booked for others, before roles were kept
    by: callerSub,
    reason: null,
  };
  const changed = changes.map(({ kind, sequence, at, callerSub: by, callerRole: role, reason }) => {
    return { kind, sequence, at, role, by, reason };
  });
  return [booked, ...changed].map((entry) => ({ ...stateAt(appointment, changes, entry.sequence), ...entry }));
}

/** That part of an appointment. */
export function stateOf({ time, timeZone, durationMinutes, title, location }: AppointmentState): AppointmentState {
  return { time, timeZone, durationMinutes, title, location };
}
