import type { AppointmentStatus } from '../generated/graphql.ts';
import type { Viewer } from '../session/viewer.ts';

/** What of an appointment is needed to change it. */
export interface Changeable {
  readonly id: string;
  readonly title: string | null;
  readonly location: string | null;
  readonly time: string;
  readonly timeZone: string;
  readonly durationMinutes: number;
  readonly notify: { readonly email: boolean; readonly sms: boolean };
  readonly status: AppointmentStatus;
  readonly sequence: number;
}

/** What can be done to an appointment. */
export type ChangeKind = 'move' | 'cancel';

/** What a viewer is offered; the server decides. Nothing where the appointment has begun or is cancelled. */
export function offeredChanges(
  { status, time }: Pick<Changeable, 'status' | 'time'>,
  { role }: Viewer,
  guestsMayCancel: boolean,
  now: Date,
): readonly ChangeKind[] {
  if (status === 'CANCELLED' || Date.parse(time) <= now.getTime()) return [];
  if (role === 'guest') return guestsMayCancel ? ['cancel'] : [];
  return ['move', 'cancel'];
}
