import { setTimeout as sleep } from 'node:timers/promises';
import { type Appointment, BelltowerError, createBelltower, type DeliveryStatusChange } from '@belltower/sdk';
import { StartError } from '../../process/start-error.ts';
import { planAppointment } from './plan-appointment.ts';
import { createTally } from './tally.ts';

/** So long an appointment stands before it is moved, and again before it is cancelled. */
const STANDS_MS = 1_500;
/** After the last change it waits so long for what a provider may still report, such as DELIVERED after SENT. */
const QUIET_MS = 3_000;

/**
 * Books `count` appointments at the server `url`, so many a second, some bound to fail, moves and cancels some of them, and reports each
 * booking, change and status. Resolves when all deliveries are terminal or `signal` aborts, with the closing count reported.
 *
 * @throws {StartError} when no Belltower that gives development tokens is there
 */
export async function runDemo(
  { url, rate, count }: { readonly url: string; readonly rate: number; readonly count: number },
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const sub = `demo-${crypto.randomUUID().slice(0, 8)}`;
  await using belltower = createBelltower({ url: `${url}/graphql`, token: () => fetchToken(url, sub, 'customer') });
  // staff book for them: customers may not book this often
  await using desk = createBelltower({ url: `${url}/graphql`, token: () => fetchToken(url, 'demo-desk', 'staff') });
  const after = await belltower.feedCursor({ signal });

  const numbers = new Map<string, number>();
  const inFlight = new Set<Promise<void>>();
  const tally = createTally();
  const done = new AbortController();
  let refused = 0;
  let deliveries = 0;
  let booked = false;
  let lastChangeAt = performance.now();

  async function book(number: number): Promise<void> {
    const { expect, fate, ...planned } = planAppointment(number, Date.now());
    try {
      const notify = { email: true, sms: true };
      const { appointment } = await desk.createAppointment({ ...planned, userId: sub, notify });
      numbers.set(appointment.id, number);
      deliveries += appointment.deliveries.length;
      report(`#${number} booked   ${planned.title}, ${planned.email}, ${planned.phone} (${expect})`);
      if (planned.reminders !== undefined) reportReminders(number, appointment);
      if (fate !== 'stays') await change(number, appointment, fate === 'is moved, then cancelled');
    } catch (error) {
      if (!(error instanceof BelltowerError) || error.code !== 'BAD_USER_INPUT') throw error;
      refused += 1;
      report(
        `#${number} refused  ${error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`,
      );
    }
  }

  /** They are not waited for: what is said is when they come. Outside of the hours of reminders there is none. */
  function reportReminders(number: number, { reminders }: Appointment): void {
    for (const { dueAt } of reminders) report(`#${number} reminder at ${dueAt}`);
    if (reminders.length === 0) report(`#${number} no reminder: it would come outside of REMINDER_HOURS`);
  }

  async function change(number: number, { id, time }: Appointment, isCancelled: boolean): Promise<void> {
    await pause(STANDS_MS, signal);
    if (signal.aborted) return;
    const moved = await desk.rescheduleAppointment({ id, time: new Date(Date.parse(time) + 3_600_000) });
    addDeliveries(moved.appointment);
    report(`#${number} moved    to ${moved.appointment.time}`);
    if (!isCancelled) return;
    await pause(STANDS_MS, signal);
    if (signal.aborted) return;
    const { appointment } = await desk.cancelAppointment({ id, reason: 'shown in the demo' });
    addDeliveries(appointment);
    report(`#${number} cancelled`);
  }

  function addDeliveries({ deliveries: all, sequence }: Appointment): void {
    deliveries += all.filter((delivery) => delivery.sequence === sequence).length;
  }

  async function bookAll(stop: AbortSignal): Promise<void> {
    for (let number = 1; number <= count && !stop.aborted; number += 1) {
      if (number > 1) await pause(1_000 / rate, stop);
      if (stop.aborted) break;
      const one = book(number);
      inFlight.add(one);
      void one.catch((error: unknown) => done.abort(error)).finally(() => inFlight.delete(one));
    }
    await Promise.allSettled(inFlight);
    booked = true;
    while (!stop.aborted && !(tally.resting() >= deliveries && performance.now() - lastChangeAt > QUIET_MS)) {
      await pause(100, stop);
    }
    if (!done.signal.aborted) done.abort();
  }

  const stop = AbortSignal.any([signal, done.signal]);
  const allBooked = bookAll(stop);
  try {
    for await (const change of belltower.watchDeliveries({ after, signal: stop })) {
      // a change may come before the answer to its booking
      if (!numbers.has(change.appointmentId)) await Promise.allSettled(inFlight);
      lastChangeAt = performance.now();
      tally.note(change);
      report(lineOf(numbers.get(change.appointmentId), change));
    }
  } catch (error) {
    done.abort(error);
  }
  await allBooked;

  report(`\n${numbers.size} booked, ${refused} refused${booked && !signal.aborted ? '' : ', then stopped'}`);
  for (const line of tally.lines()) report(line);
  const { reason } = done.signal;
  if (reason instanceof BelltowerError || reason instanceof StartError)
    throw new StartError(`The demo ended: ${reason.message}`);
}

function lineOf(
  number: number | undefined,
  { channel, status, attempt, error, nextAttemptAt, occurredAt }: DeliveryStatusChange,
): string {
  const again = nextAttemptAt === null ? '' : `, again in ${seconds(occurredAt, nextAttemptAt)} s`;
  const why = error === null ? '' : `  ${error.code}${again}`;
  return `#${number ?? '?'} ${channel.padEnd(5)} ${status}${attempt > 1 ? ` (attempt ${attempt})` : ''}${why}`;
}

function seconds(from: string, to: string): string {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1_000).toFixed(1);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}

async function fetchToken(url: string, sub: string, role: 'customer' | 'staff'): Promise<string> {
  const answer = await fetch(`${url}/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sub, role }),
    signal: AbortSignal.timeout(10_000),
  }).catch((cause: unknown) => {
    throw new StartError(`Nothing answers at ${url}: run "npm start" first, or name another place with --url.`, {
      cause,
    });
  });
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok && typeof body === 'object' && body !== null && 'token' in body) return String(body.token);
  throw new StartError(
    `What answers at ${url} gives no development tokens: it is no Belltower that "npm start" started.`,
  );
}
