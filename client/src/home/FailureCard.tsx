import { Moment } from '../appointments/Moment.tsx';
import { When } from '../appointments/When.tsx';
import { CHANNEL_NAMES, KIND_NAMES } from '../deliveries/words.ts';
import { reasonOf } from '../desk/reasons.ts';
import { hrefOf } from '../routing/route.ts';
import { relativeTo } from '../time/relative.ts';
import type { HomeFailure } from './documents.ts';

/** An open failure: for whom and when, which message, and why; a link to what can be done about it. */
export function FailureCard({ failure, now }: { failure: HomeFailure; now: Date }) {
  const { id, appointment, appointmentId, channel, kind, recipient, error, updatedAt } = failure;
  const isPast = appointment !== null && Date.parse(appointment.time) < now.getTime();
  return (
    <li className="failure" data-delivery={id} data-past={isPast}>
      <span className="failure-who">
        <a href={hrefOf({ page: 'deliveries', delivery: id, search: 'open=1' })}>
          {appointment?.customerName ?? appointment?.title ?? 'Appointment'}
        </a>
        <span className="quiet">
          {appointment === null
            ? `From another system: ${appointmentId}`
            : appointment.customerName !== null && (appointment.title ?? 'Appointment')}
        </span>
      </span>
      <span className="failure-when">
        {appointment !== null && (
          <>
            <strong>{relativeTo(appointment.time, now)}</strong>
            {appointment.status === 'CANCELLED' && ' (cancelled)'}
            <span className="quiet">
              <When time={appointment.time} timeZone={appointment.timeZone} />
            </span>
          </>
        )}
      </span>
      <span className="failure-why">
        <span className="badge bad">{error === null ? 'Failed' : reasonOf(error.code)}</span>
        <span className="quiet">
          {KIND_NAMES[kind]} · {CHANNEL_NAMES[channel]}
          {recipient !== null && ` to ${recipient}`}, <Moment at={updatedAt} />
        </span>
      </span>
    </li>
  );
}
