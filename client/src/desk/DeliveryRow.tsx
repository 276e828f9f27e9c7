import { memo } from 'react';
import { Moment } from '../appointments/Moment.tsx';
import { When } from '../appointments/When.tsx';
import { StatusBadge } from '../deliveries/StatusBadge.tsx';
import { CHANNEL_NAMES } from '../deliveries/words.ts';
import { hrefOf } from '../routing/route.ts';
import type { DeskRow } from './documents.ts';

/** What a row's appointment is called, for people. */
export function titleOf({ appointment, appointmentId }: Pick<DeskRow, 'appointmentId' | 'appointment'>): string {
  return appointment === null ? `From another system: ${appointmentId}` : (appointment.title ?? 'Appointment');
}

/** A delivery in the desk's list. It renders again only when something in it changed. */
export const DeliveryRow = memo(function DeliveryRow({
  row,
  search,
  isSelected,
  select,
}: {
  row: DeskRow;
  search: string;
  isSelected: boolean;
  select: (id: string, isSelected: boolean) => void;
}) {
  const { id, channel, status, attempts, error, nextAttemptAt, updatedAt, acknowledgement, appointment } = row;
  const title = titleOf(row);
  const address = channel === 'EMAIL' ? appointment?.email : appointment?.phone;
  return (
    <li className="delivery" data-status={status} data-delivery={id}>
      <span className="pick">
        {status === 'FAILED' && (
          <input
            type="checkbox"
            aria-label={`Select ${title}, ${CHANNEL_NAMES[channel]}`}
            checked={isSelected}
            onChange={(event) => select(id, event.target.checked)}
          />
        )}
      </span>
      <span className="what">
        <a href={hrefOf({ page: 'deliveries', delivery: id, search })}>{title}</a>
        {appointment !== null && (
          <span className="quiet">
            <When time={appointment.time} timeZone={appointment.timeZone} />
          </span>
        )}
      </span>
      <span className="channel">
        {CHANNEL_NAMES[channel]}
        {address != null && <span className="quiet">booked for {address}</span>}
      </span>
      <span className="state">
        <StatusBadge status={status} />
        {attempts > 1 && <span className="quiet">attempt {attempts}</span>}
      </span>
      <span className="since">
        <Moment at={updatedAt} />
        {nextAttemptAt !== null && (
          <span className="quiet">
            next <Moment at={nextAttemptAt} />
          </span>
        )}
      </span>
      <span className="reason">
        {error !== null && <code title={error.message}>{error.code}</code>}
        {acknowledgement !== null && (
          <span className="quiet" title={acknowledgement.note ?? undefined}>
            seen to by {acknowledgement.by}
          </span>
        )}
      </span>
    </li>
  );
});
