/** The deliveries that a run has to account for: of bookings and changes as they were answered, and of reminders that were emitted. */
import { type ChannelName, channelNames, type DeliveryKind, deliveryIdOf } from '@belltower/events';
import type { EventRecord, Observed, RequestedAppointment } from './observed.ts';

/** One of them. */
export interface Expected {
  readonly appointment: RequestedAppointment;
  readonly appointmentId: string;
  readonly channel: ChannelName;
  readonly kind: DeliveryKind;
  readonly sequence: number;
}

/** All of them, by their ids. */
export function expectedDeliveries({
  appointments,
  reminders,
}: Pick<Observed, 'appointments' | 'reminders'>): ReadonlyMap<string, Expected> {
  const remindersOf = Map.groupBy(reminders, ({ appointmentId }) => appointmentId);
  return new Map(
    appointments.flatMap((appointment) => {
      const { outcome, changes } = appointment;
      if (outcome.kind !== 'booked') return [];
      const { appointmentId } = outcome;
      const common = { appointment, appointmentId };
      const booked = outcome.deliveries.map(({ id, channel }): [string, Expected] => [
        id,
        { ...common, channel, kind: 'confirmation', sequence: 0 },
      ]);
      const changed = changes.flatMap(({ kind, outcome: changed }): [string, Expected][] => {
        if (changed.kind !== 'changed') return [];
        const { sequence, deliveries } = changed;
        const own = { ...common, kind: kind === 'cancelled' ? 'cancellation' : 'change', sequence } as const;
        return deliveries.map(({ id, channel }) => [id, { ...own, channel }]);
      });
      const reminded = (remindersOf.get(appointmentId) ?? []).flatMap((reminder): [string, Expected][] => {
        const { eventId, emittedSequence: sequence } = reminder;
        if (sequence === null) return [];
        const channels = channelNames.filter((channel) => reminder[channel]);
        return channels.map((channel) => [
          deliveryIdOf(eventId, channel),
          { ...common, channel, kind: 'reminder', sequence },
        ]);
      });
      return [...booked, ...changed, ...reminded];
    }),
  );
}

/** Whether an event, once it is recorded, makes a delivery of the same appointment old. */
export function isOutdatedBy(
  { kind, sequence }: Pick<Expected, 'kind' | 'sequence'>,
  event: Pick<EventRecord, 'type' | 'sequence'>,
): boolean {
  const isCancellation = event.type === 'appointments.cancelled';
  return event.sequence > sequence || (isCancellation && kind === 'reminder' && event.sequence === sequence);
}
