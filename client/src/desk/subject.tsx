import { When } from '../appointments/When.tsx';
import type { DeskRow } from './documents.ts';

/** What a row's appointment is called, for people. */
export function titleOf({ appointment, appointmentId }: Pick<DeskRow, 'appointmentId' | 'appointment'>): string {
  return appointment === null ? `From another system: ${appointmentId}` : (appointment.title ?? 'Appointment');
}

/** What a row's appointment is called where it stands among others: with the customer, since many are for the same. */
export function nameOf(row: Pick<DeskRow, 'appointmentId' | 'appointment'>): string {
  const customer = row.appointment?.customerName ?? null;
  return customer === null ? titleOf(row) : `${titleOf(row)} for ${customer}`;
}

/** When an appointment is; crossed out where it is cancelled. */
export function AppointmentTime({
  appointment,
}: {
  appointment: Pick<NonNullable<DeskRow['appointment']>, 'time' | 'timeZone' | 'status'>;
}) {
  const when = <When time={appointment.time} timeZone={appointment.timeZone} />;
  if (appointment.status !== 'CANCELLED') return when;
  return (
    <>
      <s>{when}</s> cancelled
    </>
  );
}
