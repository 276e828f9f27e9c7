import { occasionKey } from '../deliveries/occasions.ts';
import { StatusBadge } from '../deliveries/StatusBadge.tsx';
import { messageName } from '../deliveries/words.ts';
import { hrefOf } from '../routing/route.ts';
import type { DeskDetail } from './documents.ts';
import { AppointmentTime } from './subject.tsx';

/** Which message it is, where it stands and goes, of which appointment it is, and where the same message stands on the other channel. */
export function DeliverySummary({ delivery, search }: { delivery: DeskDetail; search: string }) {
  const { id, appointment, channel, kind, recipient, status } = delivery;
  const others = (appointment?.deliveries ?? []).filter(
    (other) => other.id !== id && occasionKey(other) === occasionKey(delivery),
  );
  return (
    <p>
      <span role="status">
        {messageName(kind, channel)} <StatusBadge status={status} />
      </span>
      {recipient !== null && <span className="quiet">to {recipient}</span>}
      {appointment !== null && (
        <span className="quiet">
          <AppointmentTime appointment={appointment} />
          {appointment.location !== null && `, ${appointment.location}`}
        </span>
      )}
      {appointment !== null && (
        <span className="quiet">
          {appointment.customerName !== null && `for ${appointment.customerName}, `}
          <a href={hrefOf({ page: 'appointment', id: appointment.id })}>the appointment</a>, reference{' '}
          <code>{appointment.reference}</code>
        </span>
      )}
      {others.map((other) => (
        <span className="quiet" key={other.id}>
          <a href={hrefOf({ page: 'deliveries', delivery: other.id, search })}>
            {messageName(other.kind, other.channel)}
          </a>{' '}
          <StatusBadge status={other.status} />
        </span>
      ))}
      <span className="quiet">
        Delivery <code>{id}</code>
      </span>
    </p>
  );
}
