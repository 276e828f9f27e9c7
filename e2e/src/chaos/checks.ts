/**
 * The eight promises that every run is held against. Pure: what was observed goes in, what is wrong comes out.
 */
import { advances, isFinal } from '@belltower/events';
import { remindedWrongly, saidTooLate } from './checks-of-changes.ts';
import { type Expected, expectedDeliveries, isOutdatedBy } from './expected.ts';
import type { Accept, EventRecord, HistoryStep, Observed, RequestedAppointment, Step } from './observed.ts';

/** The letters of the promises, in the order of the table. */
export const promises = {
  a: 'every booked delivery was accepted, FAILED with a reason, or SKIPPED for a newer change',
  b: 'nothing was accepted that nobody asked for',
  c: 'every repeat is reported as MAYBE_SENT, is the only one, and is the same message',
  d: 'no committed position ever passed an unfinished event',
  e: 'every delivery became terminal once, and every subscriber got each change once, in order',
  f: 'nothing was left to do',
  g: 'what is old was not sent, but for attempts claimed before the change was recorded',
  h: 'every planned reminder was emitted once, or dropped by a change',
} as const;
export type Promised = keyof typeof promises;

/** One way in which a promise was broken. */
export interface Violation {
  readonly promised: Promised;
  /** The delivery concerned; null where there is no single one. */
  readonly deliveryId: string | null;
  readonly text: string;
}

function broken(promised: Promised, deliveryId: string | null, text: string): Violation {
  return { promised, deliveryId, text };
}

/** What a run comes to. */
export interface Verdict {
  readonly violations: readonly Violation[];
  /** Booked deliveries, with their channels counted one by one. */
  readonly deliveries: number;
  /** Booked deliveries whose terminal status is FAILED. */
  readonly failed: number;
  /** Accepts beyond the first of their delivery. */
  readonly repeats: number;
  /** Those of them on the channel whose provider can be asked whether it has a message already. */
  readonly repeatsOfSms: number;
  /** Repeats of deliveries whose history says MAYBE_SENT. */
  readonly explained: number;
  /** Booked deliveries whose terminal status is SKIPPED. */
  readonly skipped: number;
  /** Reminders that were emitted. */
  readonly reminded: number;
  /** Messages that were accepted after a newer change was recorded: within the named window, unless (g) is broken. */
  readonly overtaken: number;
}

/** Holds a run against the promises. */
export function judge(observed: Observed): Verdict {
  const histories = Map.groupBy(observed.history, (step) => step.deliveryId);
  const expected = expectedDeliveries(observed);
  const accepts = acceptsByDelivery(observed, expected);
  const booked = [...expected.keys()];
  const repeated = [...accepts.of].filter(([, ofOne]) => ofOne.length > 1);
  const repeats = (entries: typeof repeated) => entries.reduce((sum, [, ofOne]) => sum + ofOne.length - 1, 0);
  const isExplained = (id: string) => saysMaybeSent(histories.get(id) ?? []);
  const endsAs = (status: Step['status']) => booked.filter((id) => histories.get(id)?.at(-1)?.status === status).length;
  const late = saidTooLate(observed, expected);
  const newer = Map.groupBy(observed.events, ({ appointmentId }) => appointmentId);

  return {
    violations: [
      ...[...expected].flatMap(([id, one]) =>
        lost(id, one, accepts.of.get(id) ?? [], histories.get(id) ?? [], newer.get(one.appointmentId) ?? []),
      ),
      ...accepts.unasked,
      ...repeated.flatMap(([id, ofOne]) => badRepeat(id, ofOne, isExplained(id))),
      ...passedUnfinished(observed),
      ...booked.flatMap((id) => notTerminal(id, histories.get(id) ?? [])),
      ...observed.streams.flatMap((stream) => wronglyDelivered(stream, observed.history)),
      ...unsettled(observed),
      ...late.problems.map(({ deliveryId, text }) => broken('g', deliveryId, text)),
      ...remindedWrongly(observed).map((text) => broken('h', null, text)),
    ],
    deliveries: booked.length,
    failed: endsAs('failed'),
    repeats: repeats(repeated),
    repeatsOfSms: repeats(repeated.filter(([, [first]]) => first?.channel === 'sms')),
    explained: repeats(repeated.filter(([id]) => isExplained(id))),
    skipped: endsAs('skipped'),
    reminded: observed.reminders.filter(({ status }) => status === 'due').length,
    overtaken: late.overtaken,
  };
}

/** (a) A booked delivery with no accept must have failed, and say why; or be skipped, and then there must be what makes it old. */
function lost(
  deliveryId: string,
  expected: Expected,
  accepts: readonly Accept[],
  history: readonly Step[],
  events: readonly EventRecord[],
): Violation[] {
  const last = history.at(-1);
  if (last?.status === 'skipped') {
    const code = (event: EventRecord) => (event.type === 'appointments.cancelled' ? 'CANCELLED' : 'SUPERSEDED');
    if (events.some((event) => isOutdatedBy(expected, event) && code(event) === last.errorCode)) return [];
    return [broken('a', deliveryId, `skipped as ${last.errorCode}, and no newer event of its appointment says so`)];
  }
  if (accepts.length > 0 || (last?.status === 'failed' && last.errorCode !== null)) return [];
  return [broken('a', deliveryId, `lost: no provider accepted it, and its history is ${describe(history)}`)];
}

/** (b) Accepts by the delivery they belong to, and those that nobody asked for. */
function acceptsByDelivery(
  { appointments, accepts }: Pick<Observed, 'appointments' | 'accepts'>,
  expected: ReadonlyMap<string, Expected>,
) {
  const byAddress = new Map(
    appointments.flatMap((appointment) => [appointment.email, appointment.phone].map((at) => [at, appointment])),
  );
  const of = new Map<string, Accept[]>();
  const unasked: Violation[] = [];
  for (const accept of accepts) {
    const appointment = byAddress.get(accept.address);
    const add = (text: string) =>
      unasked.push(broken('b', accept.deliveryId, `${accept.channel} to ${accept.address}: ${text}`));
    const one = expected.get(accept.deliveryId ?? '');
    if (appointment === undefined) add('nobody booked with this address');
    else if (appointment.outcome.kind === 'refused')
      add(`booking ${appointment.index} was refused with ${appointment.outcome.code}`);
    else if (one !== undefined && (one.appointment !== appointment || one.channel !== accept.channel))
      add(`it is of booking ${one.appointment.index}, by ${one.channel}`);
    else if (one !== undefined && accept.deliveryId !== null)
      of.set(accept.deliveryId, [...(of.get(accept.deliveryId) ?? []), accept]);
    else if (!isUnanswered(appointment)) add(`booking ${appointment.index} has no such delivery`);
  }
  return { of, unasked };
}

function isUnanswered({ outcome, changes }: RequestedAppointment): boolean {
  return [outcome, ...changes.map((change) => change.outcome)].some(({ kind }) => kind === 'unanswered');
}

/** (c) At most one repeat, of the same message, and its history says why. */
function badRepeat(deliveryId: string, accepts: readonly Accept[], explained: boolean): Violation[] {
  const texts = [
    ...(explained ? [] : ['its history does not say MAYBE_SENT']),
    ...(accepts.length > 2 ? ['more than one repeat'] : []),
    ...(new Set(accepts.map(({ identity }) => identity)).size > 1 ? ['the repeats are different messages'] : []),
  ];
  return texts.map((text) => broken('c', deliveryId, `accepted ${accepts.length} times: ${text}`));
}

/** (d) An event is finished when the first final status of each of its deliveries is in the log. */
function passedUnfinished({ events, statusEvents, commits }: Observed): Violation[] {
  const finishedAt = new Map<string, number>();
  for (const step of statusEvents) {
    if (isFinal(step.status) && !finishedAt.has(step.deliveryId)) finishedAt.set(step.deliveryId, step.at);
  }
  const keyOf = ({ topic, partition }: Pick<EventRecord, 'topic' | 'partition'>) => `${topic} ${partition}`;
  const firstPassed = Map.groupBy(commits, keyOf);
  return events.flatMap(({ topic, partition, position, deliveryIds }) => {
    const passedAt = firstPassed.get(keyOf({ topic, partition }))?.find(({ committed }) => committed > position)?.at;
    if (passedAt === undefined) return [];
    return deliveryIds
      .filter((id) => (finishedAt.get(id) ?? Number.POSITIVE_INFINITY) > passedAt)
      .map((id) =>
        broken(
          'd',
          id,
          `position ${topic}/${partition}/${position} was committed by ${passedAt}, before its event was finished`,
        ),
      );
  });
}

/** (e) Each change advances, nothing but a final status follows a final one, and the last one is final. */
function notTerminal(deliveryId: string, history: readonly Step[]): Violation[] {
  const firstFinal = history.findIndex(({ status }) => isFinal(status));
  const problem =
    firstFinal === -1
      ? 'never became terminal'
      : history.slice(firstFinal).some(({ status }) => !isFinal(status))
        ? 'went on after a terminal status'
        : history.some((step, index) => index > 0 && !advances(history[index - 1] ?? null, step))
          ? 'went back'
          : null;
  return problem === null ? [] : [broken('e', deliveryId, `${problem}: ${describe(history)}`)];
}

/** (e) A subscriber gets exactly the history of the deliveries that it may see. */
function wronglyDelivered(
  { name, user, changes, refusals }: Observed['streams'][number],
  history: readonly HistoryStep[],
) {
  const due = Map.groupBy(
    history.filter((step) => user === null || step.user === user),
    (step) => step.deliveryId,
  );
  const got = Map.groupBy(changes, (change) => change.deliveryId);
  const texts = [...new Set([...due.keys(), ...got.keys()])].flatMap((deliveryId) => {
    const [wanted, found] = [describe(due.get(deliveryId) ?? []), describe(got.get(deliveryId) ?? [])];
    if (wanted === found) return [];
    return [broken('e', deliveryId, `${name} got ${found}, and the history has ${wanted}`)];
  });
  return [...texts, ...refusals.map((code) => broken('e', null, `${name}'s stream was refused with ${code}`))];
}

function unsettled({ settledMs, unsettled }: Observed): Violation[] {
  return settledMs === null ? [broken('f', null, `still to be done: ${unsettled}`)] : [];
}

function saysMaybeSent(history: readonly Step[]): boolean {
  return history.some(({ errorCode }) => errorCode === 'MAYBE_SENT');
}

/** A history in one line: `queued 1, sending 1, retrying 1, sending 2, sent 2`. */
function describe(steps: readonly Pick<Step, 'status' | 'attempt'>[]): string {
  if (steps.length === 0) return 'nothing';
  return steps.map(({ status, attempt }) => `${status} ${attempt}`).join(', ');
}
