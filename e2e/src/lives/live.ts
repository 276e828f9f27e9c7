/** Lives a life: asks the server for what it is to do, or writes as another producer does, and waits where the life has a pause. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Query } from '@belltower/dev/query';
import type { EventLog } from '@belltower/event-log';
import { type AppointmentEvent, encode, formatInstant } from '@belltower/events';
import { type AskOptions, askUntilAnswered, deliveriesAt, type MutationName } from '../chaos/ask.ts';
import { callWith } from '../testbed/caller.ts';
import { foreignEvent } from '../testbed/foreign-event.ts';
import { type Act, correctedOf, type Life, type LifeEvent } from './life.ts';
import { eventsIn, openWhileAway, retriedBy } from './life-model.ts';
import type { Progress } from './progress.ts';

/** What living needs. */
export interface LiveOptions {
  readonly asking: AskOptions;
  /** A token of staff, who retry. */
  readonly staffToken: string;
  readonly log: EventLog;
  readonly query: Query;
  readonly progress: Progress;
  /** Lets an address that was away take messages. */
  comeBack(index: number): void;
}

/** Lives it to its end; answers the appointment's id. */
export async function live(life: Life, options: LiveOptions): Promise<string> {
  const { progress } = options;
  const isOwn = life.producer === 'server';
  let id = isOwn ? '' : crypto.randomUUID();
  const deliveries = new Map<string, string>();

  for (const [burst, acts] of life.bursts.entries()) {
    for (const act of acts) {
      if (act.kind === 'remind') await letNextComeDue(options.query, id);
      else if (act.kind === 'retry') await retry(act, burst);
      else if (isOwn) id = await ask(life, act.event, id, deliveries, options.asking);
      else await append(options.log, foreignOf(life, act.event, id));
    }
    await pause(burst);
  }
  options.comeBack(life.index);
  await progress.until(id, 'all ends', ({ open }) => open === 0);
  return id;

  async function retry(act: Extract<Act, { kind: 'retry' }>, burst: number): Promise<void> {
    const target = retriedBy(life, act, burst);
    const delivery = target === null ? undefined : deliveries.get(`${target.sequence} ${act.channel}`);
    if (target === null || delivery === undefined) return;
    const address = act.channel === 'email' ? 'email' : 'phone';
    const input = { id: delivery, [address]: correctedOf(life, act.channel) };
    const code = await retryUntilAnswered(options, input);
    // a repeat of one whose answer was lost finds it requested, or done
    const isRight = target.isNewest ? code === null || code === 'repeated' : code === 'CONFLICT';
    if (!isRight) throw new Error(`life ${life.index}: the retry of ${delivery} was answered with ${code}`);
  }

  /** Until nothing more can happen by itself. */
  async function pause(burst: number): Promise<void> {
    const events = eventsIn(life.bursts.slice(0, burst + 1));
    const away = openWhileAway(life, events);
    const requested = events.reduce((sum, { notify }) => sum + Number(notify.email) + Number(notify.sms), 0);
    await progress.until(
      id,
      `the pause after burst ${burst}, with ${away} away`,
      (standing) =>
        standing.due === 0 &&
        standing.recorded >= events.length + standing.emitted &&
        standing.deliveries >= requested &&
        standing.open === away,
    );
  }
}

const MUTATIONS: Readonly<Record<LifeEvent['type'], MutationName>> = {
  created: 'createAppointment',
  rescheduled: 'rescheduleAppointment',
  cancelled: 'cancelAppointment',
  'reminder-due': 'createAppointment',
};

/** Asks for an event; answers the appointment's id. */
async function ask(
  life: Life,
  { type, sequence, notify, state, movesTime }: LifeEvent,
  id: string,
  deliveries: Map<string, string>,
  asking: AskOptions,
): Promise<string> {
  const { email, phone, reminders } = life;
  const idempotencyKey = `life ${life.index}, ${sequence}`;
  const changed = { id, notify, expectedSequence: sequence - 1, idempotencyKey };
  const input = {
    created: {
      ...state,
      timeZone: 'UTC',
      title: `Life ${life.index}`,
      email,
      phone,
      notify,
      reminders: reminders.map((minutes) => ({ before: `PT${minutes}M`, ...notify })),
      idempotencyKey,
    },
    rescheduled: { ...changed, ...(movesTime ? { time: state.time } : { location: state.location }) },
    cancelled: { ...changed, reason: 'ill' },
    'reminder-due': {},
  }[type];
  const answer = await askUntilAnswered(asking, MUTATIONS[type], input);
  if (answer.kind !== 'done' || answer.appointment.sequence !== sequence) {
    throw new Error(`life ${life.index}, event ${sequence} was answered ${JSON.stringify(answer)}`);
  }
  for (const one of deliveriesAt(answer.appointment, sequence)) deliveries.set(`${sequence} ${one.channel}`, one.id);
  return answer.appointment.id;
}

/** The first of its reminders that are planned, as if a notifier of the time had been away for two minutes. */
async function letNextComeDue(query: Query, id: string): Promise<void> {
  const makeDue = () =>
    query(
      `UPDATE server.reminder SET due_at = now() - interval '2 minutes' WHERE (appointment_id, planned_sequence, before_minutes) IN (
       SELECT appointment_id, planned_sequence, before_minutes FROM server.reminder
       WHERE appointment_id = $1 AND status = 'planned' ORDER BY before_minutes DESC LIMIT 1 FOR UPDATE)`,
      [id],
    );
  await insist(makeDue);
}

const RETRY = 'mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { id } } }';

/** The code it was refused with, null where it was not, `repeated` where an earlier try may have taken effect. */
async function retryUntilAnswered(
  { asking, staffToken }: LiveOptions,
  input: Readonly<Partial<Record<'id' | 'email' | 'phone', string>>>,
): Promise<string | null> {
  let tries = 0;
  return await insist(async () => {
    tries += 1;
    const caller = callWith(asking.random.pick(asking.urls), staffToken);
    const { data, errors } = await caller.query(RETRY, { input }, AbortSignal.timeout(5_000));
    if (data) return null;
    const code = errors?.[0]?.extensions?.code ?? 'none';
    if (code !== 'CONFLICT') throw new Error(`the retry was answered ${JSON.stringify(errors)}`);
    return tries > 1 ? 'repeated' : code;
  });
}

/** An event of another producer. */
function foreignOf(life: Life, { type, sequence, notify, state }: LifeEvent, id: string): AppointmentEvent {
  const { email, phone } = life;
  const created = foreignEvent({
    appointment_id: id,
    time: state.time,
    time_zone: 'UTC',
    title: `Life ${life.index}`,
    location: state.location ?? undefined,
    email,
    phone_e164: phone,
  });
  const envelope = { ...created, notify };
  switch (type) {
    case 'created':
      return envelope;
    case 'rescheduled': {
      const time = formatInstant(new Date(Date.parse(state.time) - 3_600_000));
      const previous = { time, time_zone: 'UTC', location: undefined, title: undefined, duration_minutes: undefined };
      return { ...envelope, event_type: 'appointments.rescheduled', sequence, previous };
    }
    case 'cancelled':
      return { ...envelope, event_type: 'appointments.cancelled', sequence, reason: 'ill' };
    case 'reminder-due':
      return { ...envelope, event_type: 'appointments.reminder-due', sequence, reminder: { before: 'PT2H' } };
  }
}

/** One that is appended twice, as the answer was lost, is the same event. */
async function append(log: EventLog, event: AppointmentEvent): Promise<void> {
  const encoded = encode(event, 'import');
  await insist(() => log.append([encoded]));
}

/** Does something until it succeeds, while parts are down. */
async function insist<T>(attempt: () => Promise<T>): Promise<T> {
  const end = Date.now() + 120_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await wait(300);
    }
  }
}
