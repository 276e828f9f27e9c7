/** What moves, cancellations and reminders promise. Pure, as all checks are. */
import { deliveryIdOf } from '@belltower/events';
import { type Expected, isOutdatedBy } from './expected.ts';
import type { EventRecord, Observed, ReminderRecord, RequestedAppointment } from './observed.ts';

/** How long an attempt that was claimed before a change goes on at most: the time of a send. */
const WINDOW_MS = 30_000;

/** What a message shows of which appointment. */
type Said = Pick<Expected, 'appointmentId' | 'kind' | 'sequence'>;

/** What was wrong, and how many messages were overtaken by a change on their way as they may be. */
export interface SaidTooLate {
  readonly overtaken: number;
  readonly problems: readonly { readonly deliveryId: string; readonly text: string }[];
}

/**
 * (g) Once a newer event of an appointment is recorded, no attempt of an older message is claimed. One that was claimed before
 * may be accepted within the window. When the claim was made is said by its `sending`; that a change was recorded is known for sure
 * from the moment at which the first status of its own deliveries stood in the log. What was given up in doubt by then a network may
 * still hold, and a provider accept at any later time: it is counted, and no violation.
 */
export function saidTooLate(
  {
    accepts,
    events,
    recorded,
    history,
    statusEvents,
  }: Pick<Observed, 'accepts' | 'events' | 'recorded' | 'history' | 'statusEvents'>,
  expected: ReadonlyMap<string, Said>,
): SaidTooLate {
  const recordedAt = new Map(recorded.map(({ eventId, at }) => [eventId, at]));
  const eventsOf = Map.groupBy(events, ({ appointmentId }) => appointmentId);
  const sendings = Map.groupBy(
    history.filter(({ status }) => status === 'sending'),
    ({ deliveryId }) => deliveryId,
  );
  const reportedAt = new Map<string, number>();
  for (const { deliveryId, at } of statusEvents) {
    reportedAt.set(deliveryId, Math.min(at, reportedAt.get(deliveryId) ?? Number.POSITIVE_INFINITY));
  }
  const newerOf = (one: Said) => (eventsOf.get(one.appointmentId) ?? []).filter((event) => isOutdatedBy(one, event));
  const earliest = (times: readonly (number | undefined)[]) =>
    Math.min(...times.map((at) => at ?? Number.POSITIVE_INFINITY));
  const knownAt = ({ deliveryIds }: EventRecord) => earliest(deliveryIds.map((id) => reportedAt.get(id)));

  const doubted = new Set(history.flatMap((step) => (step.errorCode === 'MAYBE_SENT' ? step.deliveryId : [])));

  const claimedLate = [...expected].flatMap(([deliveryId, one]) => {
    const outdatedAt = earliest(newerOf(one).map(knownAt));
    return (sendings.get(deliveryId) ?? [])
      .filter(({ at }) => at > outdatedAt)
      .map(({ attempt, at }) => ({
        deliveryId,
        text: `attempt ${attempt} was claimed ${at - outdatedAt} ms after a newer change was known`,
      }));
  });
  const overtaken = accepts.flatMap(({ deliveryId, at }) => {
    const one = expected.get(deliveryId ?? '');
    if (one === undefined || deliveryId === null) return [];
    const lateMs = at - earliest(newerOf(one).map(({ eventId }) => recordedAt.get(eventId)));
    return lateMs > 0 ? [{ deliveryId, lateMs }] : [];
  });
  const beyond = overtaken
    .filter(({ deliveryId, lateMs }) => lateMs > WINDOW_MS && !doubted.has(deliveryId))
    .map(({ deliveryId, lateMs }) => ({ deliveryId, text: `accepted ${lateMs} ms after a newer change was recorded` }));
  const problems = [...claimedLate, ...beyond];
  const wronged = new Set(problems.map(({ deliveryId }) => deliveryId));
  return { overtaken: overtaken.filter(({ deliveryId }) => !wronged.has(deliveryId)).length, problems };
}

/** (h) What is wrong with the reminders, a sentence each. */
export function remindedWrongly({
  appointments,
  reminders,
  events,
}: Pick<Observed, 'appointments' | 'reminders' | 'events'>): string[] {
  const emitted = Map.groupBy(
    events.filter(({ type }) => type === 'appointments.reminder-due'),
    ({ eventId }) => eventId,
  );
  const due = new Map(reminders.filter(({ status }) => status === 'due').map((one) => [one.eventId, one]));
  const unplanned = [...emitted.keys()].filter((id) => !due.has(id));
  const rowsOf = Map.groupBy(reminders, ({ appointmentId }) => appointmentId);
  return [
    ...unplanned.map((id) => `the reminder ${id} was emitted, and is not planned, or was dropped`),
    ...[...due.values()].flatMap((one) => emittedWrongly(one, emitted.get(one.eventId) ?? [])),
    ...appointments.flatMap((appointment) => {
      const { outcome } = appointment;
      if (outcome.kind !== 'booked') return [];
      const { appointmentId } = outcome;
      return plannedWrongly(appointment, rowsOf.get(appointmentId) ?? []).map((text) => `${appointmentId}: ${text}`);
    }),
  ];
}

/** An event may stand in the log twice, and is then the same to the byte: readers know it by its id. */
function emittedWrongly(reminder: ReminderRecord, records: readonly EventRecord[]): string[] {
  const name = `the reminder ${reminder.eventId}`;
  const [first] = records;
  if (first === undefined) return [`${name} is due, and was never emitted`];
  const ids = (['email', 'sms'] as const)
    .filter((channel) => reminder[channel])
    .map((channel) => deliveryIdOf(reminder.eventId, channel));
  return [
    ...(new Set(records.map(({ value }) => value)).size > 1 ? [`${name} was emitted with different bytes`] : []),
    ...(first.sequence === reminder.emittedSequence ? [] : [`${name} says sequence ${first.sequence}`]),
    ...(ids.join() === first.deliveryIds.join() ? [] : [`${name} goes by other channels than planned`]),
  ];
}

/** What is planned at the end is what the last planning made; of earlier ones only what had been emitted is still there. */
function plannedWrongly(
  { reminders: rules, changes, channels }: RequestedAppointment,
  rows: readonly ReminderRecord[],
) {
  const answered = changes.flatMap(({ outcome, ...change }) =>
    outcome.kind === 'changed' ? { ...change, sequence: outcome.sequence } : [],
  );
  const plannings = [0, ...answered.filter(({ movesTime }) => movesTime).map(({ sequence }) => sequence)];
  const last = plannings.at(-1) ?? 0;
  const cancelledAt = answered.find(({ kind }) => kind === 'cancelled')?.sequence;
  const isKnown = answered.length === changes.length;
  const problems = rows.flatMap(({ status, plannedSequence, beforeMinutes, emittedSequence, email, sms }) => {
    const name = `the reminder ${beforeMinutes} minutes before, planned at ${plannedSequence},`;
    return [
      ...(status === 'planned' ? [`${name} is still planned`] : []),
      ...(status === 'skipped' ? [`${name} was skipped, and its appointment is days ahead`] : []),
      ...(rules.includes(beforeMinutes) ? [] : [`${name} was not asked for`]),
      ...(isKnown && !plannings.includes(plannedSequence) ? [`${name} is of a change that did not move the time`] : []),
      ...(email === channels.includes('email') && sms === channels.includes('sms')
        ? []
        : [`${name} has other channels`]),
      ...(cancelledAt !== undefined && (emittedSequence ?? -1) >= cancelledAt
        ? [`${name} was emitted at ${emittedSequence}, after the cancellation`]
        : []),
    ];
  });
  if (!isKnown || cancelledAt !== undefined) return problems;
  const left = rules.filter(
    (minutes) => !rows.some((row) => row.plannedSequence === last && row.beforeMinutes === minutes),
  );
  return [...problems, ...left.map((minutes) => `${minutes} minutes before, of sequence ${last}, is not there`)];
}
