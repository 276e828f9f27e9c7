import { type ReactNode, useEffect, useMemo } from 'react';
import { useQuery } from 'urql';
import { textOf } from '../api/document.ts';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { type Problem, problemFor, problemOf } from '../api/problem.ts';
import { ownTimeZone } from '../book/local-time.ts';
import { DeliveryTimeline } from '../deliveries/DeliveryTimeline.tsx';
import { foldHistory } from '../deliveries/fold.ts';
import { useAnnouncedChanges } from '../deliveries/use-announced-changes.ts';
import { useDeliveryStatus } from '../deliveries/use-delivery-status.ts';
import { useFeedStart } from '../deliveries/use-feed-start.ts';
import type { AppointmentPageQuery as Answer } from '../generated/graphql.ts';
import { StaleNotice } from '../link/StaleNotice.tsx';
import { Heading } from '../routing/Heading.tsx';
import { CalendarButton } from './CalendarButton.tsx';
import { AppointmentPageQuery } from './documents.ts';
import { formatOwnTime, When } from './When.tsx';

type Appointment = NonNullable<Answer['appointment']>;

/** One appointment, and its messages as they travel. `feedCursor` is where to watch from, for who has just booked it. */
export function AppointmentPage({ id, feedCursor }: { id: string; feedCursor: string | null }) {
  const start = useFeedStart(feedCursor, id);
  const after = start.kind === 'known' ? start.cursor : null;
  const { timelines, resets, failure } = useDeliveryStatus({ appointmentId: id, after });
  const [{ data, error }, reload] = useQuery({
    query: textOf(AppointmentPageQuery),
    variables: { id },
    pause: after === null,
    requestPolicy: 'network-only',
  });
  const appointment = data?.appointment;
  const known = useMemo(
    () => (appointment ? foldHistory(timelines, appointment.deliveries) : null),
    [timelines, appointment],
  );
  useAnnouncedChanges(known);
  useEffect(() => {
    if (resets > 0) reload();
  }, [resets, reload]);

  if (start.kind === 'refused') return <Refused problem={start.problem} retry={start.retry} />;
  if (error !== undefined && !appointment) return <Refused problem={problemOf(error)} retry={() => reload()} />;
  if (data === undefined) {
    return (
      <Frame>
        <p className="quiet">Loading…</p>
      </Frame>
    );
  }
  if (!appointment || known === null) return <Refused problem={problemFor('NOT_FOUND')} />;
  return (
    <Frame title={appointment.title}>
      <Details appointment={appointment} />
      <StaleNotice />
      {failure !== null && <ProblemNotice problem={problemFor(failure.code)} />}
      <div className="columns">
        {appointment.deliveries.map(({ id: deliveryId, channel }) => {
          const timeline = known.get(deliveryId);
          const address = channel === 'EMAIL' ? appointment.email : appointment.phone;
          return timeline && <DeliveryTimeline key={deliveryId} timeline={timeline} address={address} />;
        })}
      </div>
    </Frame>
  );
}

function Details({ appointment }: { appointment: Appointment }) {
  const { time, timeZone, durationMinutes, location } = appointment;
  const own = formatOwnTime(time, timeZone, ownTimeZone());
  return (
    <div className="lead row">
      <p>
        <When time={time} timeZone={timeZone} />, {durationMinutes} minutes{location !== null && `, ${location}`}
        {own !== null && <span className="quiet">{own}</span>}
      </p>
      <CalendarButton entry={appointment} />
    </div>
  );
}

function Refused({ problem, retry }: { problem: Problem; retry?: () => void }) {
  return (
    <Frame>
      <ProblemNotice problem={problem} retry={retry} />
    </Frame>
  );
}

function Frame({ title, children }: { title?: string | null; children: ReactNode }) {
  return (
    <main className="page">
      <Heading>{title ?? 'Appointment'}</Heading>
      {children}
    </main>
  );
}
