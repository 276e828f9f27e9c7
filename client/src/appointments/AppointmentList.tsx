import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { textOf } from '../api/document.ts';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { problemFor, problemOf } from '../api/problem.ts';
import { latestStatus, type Timelines } from '../deliveries/fold.ts';
import { occasionsOf } from '../deliveries/occasions.ts';
import { StatusBadge } from '../deliveries/StatusBadge.tsx';
import { useDeliveryStatus } from '../deliveries/use-delivery-status.ts';
import { useFeedStart } from '../deliveries/use-feed-start.ts';
import { CHANNEL_NAMES, KIND_NAMES } from '../deliveries/words.ts';
import type { AppointmentListQuery as Answer } from '../generated/graphql.ts';
import { text } from '../language/text.ts';
import { StaleNotice } from '../link/StaleNotice.tsx';
import { Heading } from '../routing/Heading.tsx';
import { hrefOf } from '../routing/route.ts';
import { FindHint } from '../staff/FindHint.tsx';
import { AppointmentListQuery } from './documents.ts';
import { ListSkeleton } from './ListSkeleton.tsx';
import { When } from './When.tsx';

type Appointment = Answer['appointments']['nodes'][number];

/** The appointments, newest booking first, a page at a time, with the live status of their messages. */
export default function AppointmentList({ isStaff }: { isStaff: boolean }) {
  const start = useFeedStart(null);
  const { timelines, resets, failure } = useDeliveryStatus({ after: start.kind === 'known' ? start.cursor : null });
  return (
    <main className="page">
      <Heading>{text('nav.appointments')}</Heading>
      {isStaff && <FindHint />}
      <StaleNotice />
      {start.kind === 'refused' && <ProblemNotice problem={start.problem} retry={start.retry} />}
      {failure !== null && <ProblemNotice problem={problemFor(failure.code)} />}
      {start.kind === 'known' && <Pages key={resets} timelines={timelines} isStaff={isStaff} />}
    </main>
  );
}

/** The pages loaded so far. After each reset of the feed they start over. */
function Pages({ timelines, isStaff }: { timelines: Timelines; isStaff: boolean }) {
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  return cursors.map((after, index) => (
    <ListPage
      key={after}
      after={after}
      timelines={timelines}
      isStaff={isStaff}
      isLast={index === cursors.length - 1}
      showMore={(next) => setCursors([...cursors, next])}
    />
  ));
}

interface ListPageProps {
  readonly after: string | null;
  readonly timelines: Timelines;
  /** Whether the reader is staff, who must see whose it is. */
  readonly isStaff: boolean;
  readonly isLast: boolean;
  readonly showMore: (after: string) => void;
}

function ListPage({ after, timelines, isStaff, isLast, showMore }: ListPageProps) {
  const [{ data, error }, reload] = useQuery({
    query: textOf(AppointmentListQuery),
    variables: { first: 20, after },
    requestPolicy: 'network-only',
  });
  const unanswered = unansweredMessages(data?.appointments.nodes ?? [], timelines);
  useEffect(() => {
    if (unanswered !== '') reload({ requestPolicy: 'network-only' });
  }, [unanswered, reload]);
  if (error !== undefined && data === undefined) {
    return <ProblemNotice problem={problemOf(error)} retry={() => reload()} />;
  }
  if (data === undefined) return <ListSkeleton />;
  const { nodes, pageInfo } = data.appointments;
  const next = isLast && pageInfo.hasNextPage ? pageInfo.endCursor : null;
  if (nodes.length === 0 && after === null) {
    return (
      <div className="card stack empty">
        <p>{text('list.empty')}</p>
        <p className="quiet">{text('list.emptyHint')}</p>
        <p>
          <a href={hrefOf({ page: 'book' })}>{text('bookAppointment')}</a>
        </p>
      </div>
    );
  }
  return (
    <>
      <ul className="cards">
        {nodes.map((appointment) => (
          <AppointmentCard key={appointment.id} appointment={appointment} timelines={timelines} isStaff={isStaff} />
        ))}
      </ul>
      {next !== null && (
        <button type="button" className="plain" onClick={() => showMore(next)}>
          {text('list.more')}
        </button>
      )}
    </>
  );
}

/** Messages of these appointments that only the feed has sent: one was changed, or a reminder is due. */
function unansweredMessages(appointments: readonly Appointment[], timelines: Timelines): string {
  const known = new Map(appointments.map(({ id, deliveries }) => [id, new Set(deliveries.map((one) => one.id))]));
  return [...timelines.values()]
    .filter(({ appointmentId, deliveryId }) => known.get(appointmentId ?? '')?.has(deliveryId) === false)
    .map(({ deliveryId }) => deliveryId)
    .join();
}

/** An appointment with the messages of its newest occasion. */
function AppointmentCard({
  appointment: { id, reference, customerName, title, location, time, timeZone, status, deliveries },
  timelines,
  isStaff,
}: {
  appointment: Appointment;
  timelines: Timelines;
  isStaff: boolean;
}) {
  const [newest] = occasionsOf(deliveries);
  const when = <When time={time} timeZone={timeZone} />;
  return (
    <li className="card row" data-status={status}>
      <div>
        <a href={hrefOf({ page: 'appointment', id })}>
          <bdi>{title ?? text('appointment')}</bdi>
        </a>
        {isStaff && (
          <p>
            {customerName !== null && <bdi>{customerName}</bdi>}
            {customerName !== null && ' · '}
            {reference}
          </p>
        )}
        <p className="quiet">
          {status === 'CANCELLED' ? <s>{when}</s> : when}
          {location !== null && (
            <>
              , <bdi>{location}</bdi>
            </>
          )}
          {status === 'CANCELLED' && ` · ${text('list.cancelled')}`}
        </p>
      </div>
      <ul className="badges">
        {newest?.deliveries.map((delivery) => (
          <li key={delivery.id}>
            {newest.kind === 'CONFIRMATION'
              ? CHANNEL_NAMES[delivery.channel]
              : text('kind.labelled', { kind: KIND_NAMES[newest.kind], channel: CHANNEL_NAMES[delivery.channel] })}{' '}
            <StatusBadge status={latestStatus(delivery, timelines)} />
          </li>
        ))}
      </ul>
    </li>
  );
}
