import type { MessageSettings } from '@belltower/messages/settings';
import type { AppointmentRow } from '../appointments/appointment.ts';
import { appointmentCreatedOf, type EventSettings } from '../appointments/appointment-created.ts';
import { eventsOf } from '../appointments/appointment-events.ts';
import { stateAt } from '../appointments/appointment-past.ts';
import type { AppointmentRecords } from '../appointments/appointment-records.ts';
import type { DeliveryRow } from '../deliveries/delivery.ts';
import type { LeftOut } from '../generated/resolvers.ts';
import { leftOutPartOf, leftOutReasonOf } from './enums.ts';

/** An appointment and what is stored of its past. */
interface Known extends AppointmentRecords {
  readonly appointment: AppointmentRow;
}

/**
 * What the SMS of a delivery does not say of the appointment, as that was at the delivery's sequence. What writes messages is only
 * loaded when staff first ask.
 */
export async function leftOutOf(
  { id: deliveryId, sequence, kind }: Pick<DeliveryRow, 'id' | 'sequence' | 'kind'>,
  { appointment, ...records }: Known,
  { messages, settings }: { readonly messages: MessageSettings; readonly settings: EventSettings },
): Promise<LeftOut[]> {
  const { smsOf } = await import('@belltower/messages/sms');
  const shown = { ...appointment, ...stateAt(appointment, records.changes, sequence) };
  const ofChange = kind === 'reminder' ? undefined : eventsOf(appointment, records, settings)[sequence];
  const event = ofChange ?? appointmentCreatedOf(shown, settings); // a reminder names the same of the appointment
  const { leftOut } = smsOf(event, { deliveryId, to: appointment.phone ?? '', settings: messages });
  return leftOut.map(({ of, why, text }) => ({ of: leftOutPartOf[of], why: leftOutReasonOf[why], text }));
}
