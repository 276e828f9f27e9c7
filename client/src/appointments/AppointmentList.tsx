import { useState } from 'react';
import { useQuery } from 'urql';
import { textOf } from '../api/document.ts';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { problemFor, problemOf } from '../api/problem.ts';
import { latestStatus, type Timelines } from '../deliveries/fold.ts';
import { StatusBadge } from '../deliveries/StatusBadge.tsx';
import { useDeliveryStatus } from '../deliveries/use-delivery-status.ts';
import { useFeedStart } from '../deliveries/use-feed-start.ts';
import { CHANNEL_NAMES } from '../deliveries/words.ts';
import type { AppointmentListQuery as Answer } from '../generated/graphql.ts';
import { StaleNotice } from '../link/StaleNotice.tsx';
import { Heading } from '../routing/Heading.tsx';
import { hrefOf } from '../routing/route.ts';
import { AppointmentListQuery } from './documents.ts';
import { When } from './When.tsx';

type Appointment = Answer['appointments']['nodes'][number];

/** The appointments, newest booking first, a page at a time, with the live status of their messages. */
export function AppointmentList() {
  const start = useFeedStart(null);
  const { timelines, resets, failure } = useDeliveryStatus({ after: start.kind === 'known' ? start.cursor : null });
  return (
    <main className="page">
      <Heading>Appointments</Heading>
      <StaleNotice />
      {start.kind === 'refused' && <ProblemNotice problem={start.problem} retry={start.retry} />}
      {failure !== null && <ProblemNotice problem={problemFor(failure.code)} />}
      {start.kind === 'known' && <Pages key={resets} timelines={timelines} />}
    </main>
  );
}

/** The pages loaded so far. After each reset of the feed they start over. */
function Pages({ timelines }: { timelines: Timelines }) {
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  return cursors.map((after, index) => (
    <ListPage
      key={after}
      after={after}
      timelines={timelines}
      isLast={index === cursors.length - 1}
      showMore={(next) => setCursors([...cursors, next])}
    />
  ));
}

interface ListPageProps {
  readonly after: string | null;
  readonly timelines: Timelines;
  readonly isLast: boolean;
  readonly showMore: (after: string) => void;
}

function ListPage({ after, timelines, isLast, showMore }: ListPageProps) {
  const [{ data, error }, reload] = useQuery({
    query: textOf(AppointmentListQuery),
    variables: { first: 20, after },
    requestPolicy: 'network-only',
  });
  if (error !== undefined && data === undefined) {
    return <ProblemNotice problem={problemOf(error)} retry={() => reload()} />;
  }
  if (data === undefined) return <p className="quiet">Loading…</p>;
  const { nodes, pageInfo } = data.appointments;
  const next = isLast && pageInfo.hasNextPage ? pageInfo.endCursor : null;
  if (nodes.length === 0 && after === null) {
    return (
      <p>
        Nothing is booked yet. <a href={hrefOf({ page: 'book' })}>Book an appointment</a>.
      </p>
    );
  }
  return (
    <>
      <ul className="cards">
        {nodes.map((appointment) => (
          <AppointmentCard key={appointment.id} appointment={appointment} timelines={timelines} />
        ))}
      </ul>
      {next !== null && (
        <button type="button" className="plain" onClick={() => showMore(next)}>
          Show more
        </button>
      )}
    </>
  );
}

function AppointmentCard({
  appointment: { id, title, location, time, timeZone, deliveries },
  timelines,
}: {
  appointment: Appointment;
  timelines: Timelines;
}) {
  return (
    <li className="card row">
      <div>
        <a href={hrefOf({ page: 'appointment', id })}>{title ?? 'Appointment'}</a>
        <p className="quiet">
          <When time={time} timeZone={timeZone} />
          {location !== null && `, ${location}`}
        </p>
      </div>
      <ul className="badges">
        {deliveries.map((delivery) => (
          <li key={delivery.id}>
            {CHANNEL_NAMES[delivery.channel]} <StatusBadge status={latestStatus(delivery, timelines)} />
          </li>
        ))}
      </ul>
    </li>
  );
}
