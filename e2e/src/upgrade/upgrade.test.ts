/**
 * A rolling upgrade from the release before this one, and the way back: both versions run on one database and one log,
 * which today's migrates while the other works. Nothing is lost, nothing is sent twice, nobody's stream has a gap.
 */
import { randomUUID } from 'node:crypto';
import { startKafka } from '@belltower/dev/kafka';
import { until } from '@belltower/dev/until';
import { type EventLog, openEventLog } from '@belltower/event-log';
import { deliveryIdOf, encode } from '@belltower/events';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { rescheduled } from '../../../notifier/testing/changes.ts';
import { readHistory } from '../chaos/history.ts';
import { type Subscriber, startSubscriber } from '../chaos/subscriber.ts';
import { type Booked, book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import { foreignEvent } from '../testbed/foreign-event.ts';
import { prepareTwoVersions, type TwoVersions, UNKNOWN, type Version } from './two-versions.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

const logs = ['postgres', ...(inject('ownKafkaLacks') === null ? ['kafka'] : [])] as const;
const MOVE = 'mutation ($input: RescheduleAppointmentInput!) { rescheduleAppointment(input: $input) { feedCursor } }';
const CANCEL = 'mutation ($input: CancelAppointmentInput!) { cancelAppointment(input: $input) { feedCursor } }';
const LIFE = 'query ($id: ID!) { appointment(id: $id) { status sequence history { kind role time } } }';
const RETRY = 'mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { status } } }';

type BookedHere = Booked & { readonly recipients: readonly string[] };

describe.each(logs)('an upgrade on the %s log', (kind) => {
  let versions: TwoVersions;
  let traveller: Subscriber;
  /** Where the traveller goes when it is cut. */
  let host: Version;
  let log: EventLog;
  const old = foreignEvent({ email: `${randomUUID()}@example.com` });
  const moved = rescheduled(old, 1);
  let ofBefore: readonly BookedHere[] = [];
  /** Every address that was written to, once for each message. */
  const addresses: string[] = [];

  beforeAll(async () => {
    const brokers = kind === 'kafka' ? stack.use(await startKafka()).brokers : null;
    versions = stack.use(await prepareTwoVersions(brokers));
    log = stack.use(
      openEventLog(brokers === null ? { kind: 'postgres', url: versions.database.url } : { kind: 'kafka', brokers }),
    );
    host = versions.before;
    await host.start();
    const desk = await deskOf(host);
    const { feedCursor } = await desk.data<{ feedCursor: string }>('{ feedCursor }');
    const url = () => host.server.url;
    traveller = stack.use(startSubscriber({ name: 'desk', user: null, token: desk.token, url, after: feedCursor }));
  });

  it('migrates the tables while the version before books', async () => {
    let starting = true;
    const load = (async () => {
      while (starting) await bookOn(versions.before, 1);
    })();
    await versions.today.start();
    starting = false;
    await load;
    await expectEachOnce();
  });

  it('takes bookings on both servers at once', async () => {
    [ofBefore] = await Promise.all([bookOn(versions.before, 20), bookOn(versions.today, 20)]);
    await expectEachOnce();
  });

  it.each([
    ['before', 'today'],
    ['today', 'before'],
  ] as const)('server %s shows what happens %s, with cursors that both accept', async (here, there) => {
    const desk = await deskOf(versions[here]);
    const { feedCursor } = await desk.data<{ feedCursor: string }>('{ feedCursor }');
    await using watch = desk.watch({ after: feedCursor });
    const booked = await bookOn(versions[there], 3);
    const ours = new Set(booked.flatMap(({ deliveries }) => deliveries.map(({ id }) => id)));
    await expectEachOnce();
    const stored = async () => (await readHistory(versions.database.query)).filter((step) => ours.has(step.deliveryId));
    await vi.waitFor(async () => {
      expect(stepsOf(watch.changes.filter((change) => ours.has(change.deliveryId)))).toEqual(stepsOf(await stored()));
    }, WITHIN);

    const middle = Math.floor(watch.changes.length / 2);
    await using resumed = (await deskOf(versions[there])).watch({ after: watch.changes[middle]?.cursor ?? '' });
    await vi.waitFor(() => {
      expect(stepsOf(resumed.changes)).toEqual(stepsOf(watch.changes.slice(middle + 1)));
    }, WITHIN);
    expect([watch.error(), resumed.error()]).toEqual([null, null]);
  });

  it('loses nothing when the version before is stopped in the middle of its work', async () => {
    const { before, today } = versions;
    await change(before, today);
  });

  it('moves and cancels what the version before booked', async () => {
    const booked = ofBefore.slice(0, 2);
    const desk = await deskOf(versions.today);
    const time = new Date(Date.now() + 40 * 86_400_000).toISOString();
    for (const [index, { id, recipients }] of booked.entries()) {
      await desk.data(MOVE, { input: { id, time, expectedSequence: 0 } });
      addresses.push(...recipients);
      await expectEachOnce(addresses.length);
      if (index === 0) continue;
      await desk.data(CANCEL, { input: { id, reason: 'ill', expectedSequence: 1 } });
      addresses.push(...recipients);
      await expectEachOnce(addresses.length);
    }
    const lives = await Promise.all(booked.map(({ id }) => desk.data<{ appointment: unknown }>(LIFE, { id })));
    const rescheduled = { kind: 'RESCHEDULED', role: 'STAFF', time };
    expect(lives.map(({ appointment }) => appointment)).toMatchObject([
      { status: 'BOOKED', sequence: 1, history: [{ kind: 'BOOKED', role: 'CUSTOMER' }, rescheduled] },
      { status: 'CANCELLED', sequence: 2, history: [{ kind: 'BOOKED' }, rescheduled, { kind: 'CANCELLED', time }] },
    ]);
  });

  it('goes back: the version before works on with the tables of today', async () => {
    const { before, today } = versions;
    await before.start();
    const sent = await sentBy(today);
    await until('both notifiers have sent', async () => {
      await Promise.all([bookOn(before, 3), bookOn(today, 3)]);
      return (await sentBy(before)) > 0 && (await sentBy(today)) > sent;
    });
    await change(today, before);
  });

  it('a stream that moved between the versions got every change, once and in order', async () => {
    await vi.waitFor(async () => {
      expect(stepsOf(traveller.stream().changes)).toEqual(stepsOf(await readHistory(versions.database.query)));
    }, WITHIN);
    expect(traveller.stream().refusals).toEqual([]);
    expect(traveller.stream().reconnects).toBeGreaterThanOrEqual(2);
  });

  it('sends a change, and skips the booking that is old by then', async () => {
    await versions.before.stop();
    await versions.today.start();
    addresses.push(moved.appointment.email ?? '');
    await log.append([encode(moved, 'test')]);
    await expectEachOnce(addresses.length);
    await log.append([encode(old, 'test')]);
    await until('it is skipped', async () => (await statusOf(deliveryIdOf(old.event_id, 'email'))) === 'skipped');
    await expectEachOnce();
    await createdAreFinished(); // a server of the version before takes a repeat of `queued` for news
  });

  it('the version before does not send what today skipped, when its event comes again', async () => {
    await versions.today.stop();
    await versions.before.start();
    await log.append([encode(old, 'test')]);
    await createdAreFinished();
    expectAccepted();
    expect(await lastOf(old.event_id)).toBe('skipped');
  });

  /** Stops one version while it has much to do; the other goes on with it, and with a delivery that failed there. */
  async function change(from: Version, to: Version): Promise<void> {
    const failed = await bookUnknown(from);
    await until('it has failed', async () => (await statusOf(failed)) === 'failed');
    host = to;
    await bookOn(from, 30);
    await Promise.all([from.stop(), bookOn(to, 10)]);
    const email = `${randomUUID()}@example.com`;
    await (await deskOf(to)).data(RETRY, { input: { id: failed, email } });
    addresses.push(email);
    await expectEachOnce();
    await until('it was sent', async () => (await statusOf(failed)) === 'sent');
  }

  async function bookOn({ server }: Version, count: number): Promise<BookedHere[]> {
    const caller = await callAs(server.url, 'anna', 'customer');
    return await Promise.all(Array.from({ length: count }, () => bookOne(caller)));
  }

  async function bookOne(caller: Caller): Promise<BookedHere> {
    const email = `${randomUUID()}@example.com`;
    const phone = `+1555${1_000_000 + addresses.length}`;
    addresses.push(email, phone);
    return { ...(await book(caller, { email, phone })), recipients: [email, phone] };
  }

  /** Books one whose mail is refused for good; answers its delivery. */
  async function bookUnknown({ server }: Version): Promise<string> {
    const caller = await callAs(server.url, 'anna', 'customer');
    const booked = await book(caller, { email: `${UNKNOWN}${randomUUID()}@example.com`, notify: { email: true } });
    return booked.deliveries[0]?.id ?? '';
  }

  /** Waits until nothing is left to do; then the providers must have accepted one message for each address. */
  async function expectEachOnce(atLeast = 0): Promise<void> {
    await until('all are accepted', () => versions.providers.accepts.length >= atLeast);
    await until('nothing is left to do', async () => {
      const [left] = await versions.database.query<{ notTerminal: number }>(
        `SELECT count(*)::int AS "notTerminal" FROM server.delivery WHERE status NOT IN ('sent', 'delivered', 'failed', 'skipped')`,
      );
      return left?.notTerminal === 0;
    });
    expectAccepted();
  }

  function expectAccepted(): void {
    expect(versions.providers.accepts.map(({ address }) => address).sort()).toEqual(addresses.toSorted());
  }

  async function createdAreFinished(): Promise<void> {
    await until('every booking is finished', async () => {
      const positions = await log.positions('appointments.created', 'notifier');
      return positions.every(({ start, end, committed }) => end === start || committed === end);
    });
  }

  async function lastOf(eventId: string): Promise<string | undefined> {
    const sql = `SELECT reports->-1->>'status' AS status FROM notifier.delivery WHERE event_id = $1`;
    return (await versions.database.query<{ status: string }>(sql, [eventId]))[0]?.status;
  }

  async function statusOf(deliveryId: string): Promise<string | undefined> {
    const sql = 'SELECT status FROM server.delivery WHERE id = $1';
    return (await versions.database.query<{ status: string }>(sql, [deliveryId]))[0]?.status;
  }
});

const WITHIN = { timeout: 60_000, interval: 100 };

function deskOf({ server }: Version): Promise<Caller> {
  return callAs(server.url, 'desk', 'staff');
}

/** The steps of each delivery, in order. */
function stepsOf(
  changes: readonly { readonly deliveryId: string; readonly status: string; readonly attempt: number }[],
): Record<string, string[]> {
  const steps: Record<string, string[]> = {};
  for (const { deliveryId, status, attempt } of changes) {
    steps[deliveryId] = [...(steps[deliveryId] ?? []), `${status.toLowerCase()} ${attempt}`];
  }
  return steps;
}

/** How many mails a notifier has sent since it began. */
async function sentBy({ notifier }: Version): Promise<number> {
  const text = await (await fetch(`${notifier.url}/metrics`)).text();
  const series = text.matchAll(/^notifier_sent_total\{channel="email"[^}]*\} (\d+)$/gm); // one for each kind; in 0.1 there is one
  return series.reduce((sum, [, count]) => sum + Number(count), 0);
}
