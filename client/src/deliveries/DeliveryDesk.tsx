import { useEffect, useMemo, useRef } from 'react';
import { useQuery } from 'urql';
import { textOf } from '../api/document.ts';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { problemFor, problemOf } from '../api/problem.ts';
import { Moment } from '../appointments/Moment.tsx';
import { When } from '../appointments/When.tsx';
import type { DeliveryDeskQuery as Answer } from '../generated/graphql.ts';
import { Heading } from '../routing/Heading.tsx';
import { hrefOf } from '../routing/route.ts';
import { DeliveryDeskQuery } from './documents.ts';
import { foldHistory, type KnownDelivery, type Step, type Timeline, type Timelines } from './fold.ts';
import { StatusBadge } from './StatusBadge.tsx';
import { useAnnouncedChanges } from './use-announced-changes.ts';
import { useDeliveryStatus } from './use-delivery-status.ts';
import { useFeedStart } from './use-feed-start.ts';
import { CHANNEL_NAMES } from './words.ts';

/** How many rows the desk shows. */
const ROWS = 50;
/** Rows of new deliveries are asked for together, at most once in this time. */
const RELOAD_MS = 1_000;

type Delivery = Answer['deliveries']['nodes'][number];

/** Staff: the newest deliveries of everybody, live. */
export default function DeliveryDesk() {
  const start = useFeedStart(null);
  const after = start.kind === 'known' ? start.cursor : null;
  const { timelines, resets, failure } = useDeliveryStatus({ after });
  const [{ data, error }, reload] = useQuery({
    query: textOf(DeliveryDeskQuery),
    variables: { first: ROWS },
    pause: after === null,
    requestPolicy: 'network-only',
  });
  const deliveries = data?.deliveries.nodes;
  const known = useMemo(
    () => (deliveries ? foldHistory(timelines, deliveries.map(asKnown)) : null),
    [timelines, deliveries],
  );
  useAnnouncedChanges(known);

  useReloadForNew(timelines, deliveries, reload);
  useEffect(() => {
    if (resets > 0) reload();
  }, [resets, reload]);

  return (
    <main className="page">
      <Heading>Deliveries</Heading>
      {start.kind === 'refused' && <ProblemNotice problem={start.problem} retry={start.retry} />}
      {error !== undefined && <ProblemNotice problem={problemOf(error)} retry={() => reload()} />}
      {failure !== null && <ProblemNotice problem={problemFor(failure.code)} />}
      {deliveries === undefined ? (
        start.kind !== 'refused' && error === undefined && <p className="quiet">Loading…</p>
      ) : (
        <DeliveryTable
          rows={deliveries.map((delivery) => ({
            delivery,
            current: known?.get(delivery.id)?.current ?? stepOf(delivery),
          }))}
        />
      )}
    </main>
  );
}

function DeliveryTable({ rows }: { rows: readonly { readonly delivery: Delivery; readonly current: Step }[] }) {
  if (rows.length === 0) return <p>There are no deliveries yet.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no pointer scrolls the table by keyboard
    <section className="scroll" aria-label="The newest deliveries" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Appointment</th>
            <th scope="col">Channel</th>
            <th scope="col">Status</th>
            <th scope="col" className="number">
              Attempt
            </th>
            <th scope="col">Since</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ delivery, current }) => (
            <tr key={delivery.id}>
              <th scope="row">
                <AppointmentCell delivery={delivery} />
              </th>
              <td>{CHANNEL_NAMES[delivery.channel]}</td>
              <td>
                <StatusBadge status={current.status} />
              </td>
              <td className="number">{current.attempt}</td>
              <td>
                <Moment at={current.occurredAt} />
              </td>
              <td>{current.error === null ? '' : <span title={current.error.message}>{current.error.code}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function AppointmentCell({ delivery: { appointmentId, appointment } }: { delivery: Delivery }) {
  if (appointment === null) return <span className="quiet">from another system: {appointmentId}</span>;
  const { id, title, time, timeZone } = appointment;
  return (
    <>
      <a href={hrefOf({ page: 'appointment', id })}>{title ?? 'Appointment'}</a>
      <span className="quiet">
        <When time={time} timeZone={timeZone} />
      </span>
    </>
  );
}

/** Asks for the list again when the feed tells of deliveries that are not in it: once for each, some at a time. */
function useReloadForNew(timelines: Timelines, deliveries: readonly Delivery[] | undefined, reload: () => void) {
  const asked = useRef(new Set<string>());
  useEffect(() => {
    if (deliveries === undefined) return;
    const rows = new Set(deliveries.map(({ id }) => id));
    const missing = [...timelines.values()].filter(isNew).map(({ deliveryId }) => deliveryId);
    const unasked = missing.filter((id) => !rows.has(id) && !asked.current.has(id));
    if (unasked.length === 0) return;
    const timer = setTimeout(() => {
      asked.current = new Set(missing);
      reload();
    }, RELOAD_MS);
    return () => clearTimeout(timer);
  }, [timelines, deliveries, reload]);
}

function isNew({ steps: [first] }: Timeline): boolean {
  return first?.status === 'QUEUED' && first.attempt === 1;
}

/** A row of the list as the beginning of a history: where the delivery stood when it was asked for. */
function asKnown(delivery: Delivery): KnownDelivery {
  return { id: delivery.id, channel: delivery.channel, history: [stepOf(delivery)] };
}

function stepOf({ status, attempts, error, nextAttemptAt, updatedAt }: Delivery): Step {
  return { status, attempt: attempts, error, nextAttemptAt, occurredAt: updatedAt };
}
