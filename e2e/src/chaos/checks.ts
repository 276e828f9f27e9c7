/**
 * The six promises that every run is held against. Pure: what was observed goes in, what is wrong comes out.
 */
import { advances, isFinal } from '@belltower/events';
import type { Accept, HistoryStep, Observed, RequestedAppointment, Step } from './observed.ts';

/** The letters of the promises, in the order of the table. */
export const promises = {
  a: 'every booked delivery was accepted, or FAILED with a reason',
  b: 'nothing was accepted for a booking that was refused, or never made',
  c: 'every repeat is reported as MAYBE_SENT, is the only one, and is the same message',
  d: 'no committed position ever passed an unfinished event',
  e: 'every delivery became terminal once, and every subscriber got each change once, in order',
  f: 'nothing was left to do',
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
}

/** Holds a run against the promises. */
export function judge(observed: Observed): Verdict {
  const histories = Map.groupBy(observed.history, (step) => step.deliveryId);
  const accepts = acceptsByDelivery(observed);
  const booked = bookedDeliveries(observed.appointments);
  const repeated = [...accepts.of].filter(([, ofOne]) => ofOne.length > 1);
  const repeats = (entries: typeof repeated) => entries.reduce((sum, [, ofOne]) => sum + ofOne.length - 1, 0);
  const isExplained = (id: string) => saysMaybeSent(histories.get(id) ?? []);

  return {
    violations: [
      ...booked.flatMap((id) => lost(id, accepts.of.get(id) ?? [], histories.get(id) ?? [])),
      ...accepts.unasked,
      ...repeated.flatMap(([id, ofOne]) => badRepeat(id, ofOne, isExplained(id))),
      ...passedUnfinished(observed),
      ...booked.flatMap((id) => notTerminal(id, histories.get(id) ?? [])),
      ...observed.streams.flatMap((stream) => wronglyDelivered(stream, observed.history)),
      ...unsettled(observed),
    ],
    deliveries: booked.length,
    failed: booked.filter((id) => histories.get(id)?.at(-1)?.status === 'failed').length,
    repeats: repeats(repeated),
    repeatsOfSms: repeats(repeated.filter(([, [first]]) => first?.channel === 'sms')),
    explained: repeats(repeated.filter(([id]) => isExplained(id))),
  };
}

function bookedDeliveries(appointments: readonly RequestedAppointment[]): string[] {
  return appointments.flatMap(({ outcome }) =>
    outcome.kind === 'booked' ? outcome.deliveries.map(({ id }) => id) : [],
  );
}

/** (a) A booked delivery with no accept must have failed, and say why. */
function lost(deliveryId: string, accepts: readonly Accept[], history: readonly Step[]): Violation[] {
  const last = history.at(-1);
  if (accepts.length > 0 || (last?.status === 'failed' && last.errorCode !== null)) return [];
  return [broken('a', deliveryId, `lost: no provider accepted it, and its history is ${describe(history)}`)];
}

/** (b) Accepts by the delivery they belong to, and those that nobody asked for. */
function acceptsByDelivery({ appointments, accepts }: Pick<Observed, 'appointments' | 'accepts'>) {
  const byAddress = new Map(
    appointments.flatMap((appointment) => [appointment.email, appointment.phone].map((at) => [at, appointment])),
  );
  const of = new Map<string, Accept[]>();
  const unasked: Violation[] = [];
  for (const accept of accepts) {
    const appointment = byAddress.get(accept.address);
    const what = `${accept.channel} to ${accept.address}`;
    const add = (text: string) => unasked.push(broken('b', null, `${what}: ${text}`));
    if (appointment === undefined) add('nobody booked with this address');
    else if (appointment.outcome.kind === 'refused')
      add(`booking ${appointment.index} was refused with ${appointment.outcome.code}`);
    else if (!appointment.channels.includes(accept.channel))
      add(`booking ${appointment.index} did not ask for this channel`);
    else if (appointment.outcome.kind === 'booked') {
      const id = appointment.outcome.deliveries.find(({ channel }) => channel === accept.channel)?.id;
      if (id === undefined) add(`booking ${appointment.index} has no such delivery`);
      else of.set(id, [...(of.get(id) ?? []), accept]);
    }
  }
  return { of, unasked };
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
function passedUnfinished({ created, statusEvents, commits }: Observed): Violation[] {
  const finishedAt = new Map<string, number>();
  for (const step of statusEvents) {
    if (isFinal(step.status) && !finishedAt.has(step.deliveryId)) finishedAt.set(step.deliveryId, step.at);
  }
  const firstPassed = Map.groupBy(commits, ({ partition }) => partition);
  return created.flatMap(({ partition, position, deliveryIds }) => {
    const passedAt = firstPassed.get(partition)?.find(({ committed }) => committed > position)?.at;
    if (passedAt === undefined) return [];
    return deliveryIds
      .filter((id) => (finishedAt.get(id) ?? Number.POSITIVE_INFINITY) > passedAt)
      .map((id) =>
        broken(
          'd',
          id,
          `position ${partition}/${position} was committed by ${passedAt}, before its event was finished`,
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

/** (f) */
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
