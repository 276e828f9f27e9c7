/** One appointment as it is now, with its messages as they travel, as a React hook. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useQuery } from 'urql';
import { textOf } from '../api/document.ts';
import { type Problem, problemFor, problemOf } from '../api/problem.ts';
import { foldHistory, type Timelines } from '../deliveries/fold.ts';
import { useAnnouncedChanges } from '../deliveries/use-announced-changes.ts';
import { useDeliveryStatus } from '../deliveries/use-delivery-status.ts';
import type { Subject } from '../deliveries/words.ts';
import { AppointmentPageQuery, type PageAppointment, type PageInstallation } from './documents.ts';

/** How often a visible page queries again by itself: a change of which nobody is notified has no message, so the feed is silent. */
const RECHECK_MS = 60_000;

/** What is known of an appointment. */
export type KnownAppointment =
  | { readonly kind: 'loading' }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly retry?: () => void }
  | {
      readonly kind: 'known';
      readonly appointment: PageAppointment;
      readonly installation: PageInstallation;
      readonly timelines: Timelines;
      /** Why its feed has ended, for good; null while it lives. */
      readonly failure: Problem | null;
      readonly refresh: () => void;
    };

/**
 * Watches an appointment from `feedCursor`; where it is null, from the position that is read in the same query, before the
 * appointment: earlier changes are in the answer, later ones in the feed. A change that anybody makes begins with messages that are
 * new here: then the appointment is queried again.
 */
export function useAppointment(id: string, feedCursor: string | null): KnownAppointment {
  const [{ data, error }, query] = useQuery({
    query: textOf(AppointmentPageQuery),
    variables: { id, asksCursor: feedCursor === null },
    requestPolicy: 'network-only',
  });
  const [after, setAfter] = useState(feedCursor);
  if (after === null && data?.feedCursor) setAfter(data.feedCursor); // the first stays: a later one would restart the watch
  const { timelines, resets, failure } = useDeliveryStatus({ appointmentId: id, after });
  const refresh = useCallback(() => query({ requestPolicy: 'network-only' }), [query]);
  const [answer, setAnswer] = useState(data);
  if (data && data !== answer) setAnswer(data); // the last answer stands where a later query fails
  const appointment = answer?.appointment;
  const known = useMemo(
    () => (appointment ? foldHistory(timelines, appointment.deliveries) : null),
    [timelines, appointment],
  );
  const subjects = useMemo(() => subjectsOf(appointment), [appointment]);
  useAnnouncedChanges(known, subjects);

  const unanswered = appointment && known !== null ? unansweredAttempts(appointment, known) : '';
  useEffect(() => {
    if (unanswered !== '') refresh();
  }, [unanswered, refresh]);
  useEffect(() => {
    if (resets > 0) refresh();
  }, [resets, refresh]);
  useRechecks(refresh);

  if (!answer && error !== undefined) return { kind: 'refused', problem: problemOf(error), retry: refresh };
  if (!answer) return { kind: 'loading' };
  if (!appointment || known === null) return { kind: 'refused', problem: problemFor('NOT_FOUND') };
  const ended = failure === null ? null : problemFor(failure.code);
  return { kind: 'known', appointment, installation: answer.installation, timelines: known, failure: ended, refresh };
}

function subjectsOf(appointment: PageAppointment | null | undefined): ReadonlyMap<string, Subject> {
  if (!appointment) return new Map();
  const { sequence, deliveries } = appointment;
  return new Map(deliveries.map(({ id, kind, sequence: of }) => [id, { kind, isOutdated: of < sequence }]));
}

/** Messages, and attempts at them, that only the feed has sent: what they are for and where they go, a query says. */
function unansweredAttempts({ deliveries }: PageAppointment, known: Timelines): string {
  const answered = new Map(deliveries.map(({ id, history }) => [id, new Set(history.map(({ attempt }) => attempt))]));
  return [...known.values()]
    .filter(({ deliveryId, current }) => answered.get(deliveryId)?.has(current.attempt) !== true)
    .map(({ deliveryId, current }) => `${deliveryId} ${current.attempt}`)
    .join();
}

function useRechecks(refresh: () => void): void {
  useEffect(() => {
    const recheck = () => {
      if (!document.hidden) refresh();
    };
    const timer = setInterval(recheck, RECHECK_MS);
    document.addEventListener('visibilitychange', recheck);
    window.addEventListener('online', recheck);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', recheck);
      window.removeEventListener('online', recheck);
    };
  }, [refresh]);
}
