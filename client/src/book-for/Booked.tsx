import { useEffect, useRef } from 'react';
import type { BookedAppointment } from '../book/book.ts';
import { CHANNEL_NAMES } from '../deliveries/words.ts';
import { hrefOf } from '../routing/route.ts';
import { formatWhen } from '../time/format.ts';

/** What was booked last, for whom, and where it goes on; it takes the focus, for the form is empty again. */
export function Booked({ appointment }: { appointment: BookedAppointment }) {
  const { id, customerName, userId, time, timeZone, deliveries } = appointment;
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => notice.current?.focus(), []);
  return (
    <div ref={notice} className="notice good booked" role="status" tabIndex={-1}>
      <p>
        <strong>
          Booked for <bdi>{customerName ?? userId}</bdi>
        </strong>
        , {formatWhen(time, timeZone)}
      </p>
      <ul className="booked-links">
        <li>
          <a href={hrefOf({ page: 'appointment', id })}>Their appointment</a>
        </li>
        {deliveries.map((delivery) => (
          <li key={delivery.id}>
            <a href={hrefOf({ page: 'deliveries', delivery: delivery.id })}>{CHANNEL_NAMES[delivery.channel]}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
