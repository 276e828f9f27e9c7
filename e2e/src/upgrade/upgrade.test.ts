/**
 * A rolling upgrade from the release before this one, and the way back: both versions run on one database and one log,
 * which today's migrates while the other works. Nothing is lost, nothing is sent twice, nobody's stream has a gap.
 */
import { randomUUID } from 'node:crypto';
import { startKafka } from '@belltower/dev/kafka';
import { until } from '@belltower/dev/until';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { readHistory } from '../chaos/history.ts';
import { type Subscriber, startSubscriber } from '../chaos/subscriber.ts';
import { type Booked, book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import { prepareTwoVersions, type TwoVersions, UNKNOWN, type Version } from './two-versions.ts';

const stack = new AsyncDisposableStack();
afterAll(() => stack.disposeAsync());

const logs = ['postgres', ...(inject('ownKafkaLacks') === null ? ['kafka'] : [])] as const;
const RETRY = 'mutation ($input: RetryDeliveryInput!) { retryDelivery(input: $input) { delivery { status } } }';

describe.each(logs)('an upgrade on the %s log', (kind) => {
  let versions: TwoVersions;
  let traveller: Subscriber;
  /** Where the traveller goes when it is cut. */
  let host: Version;
  /** Every address that was written to, and is to have one message. */
  const addresses: string[] = [];

  beforeAll(async () => {
    const brokers = kind === 'kafka' ? stack.use(await startKafka()).brokers : null;
    versions = stack.use(await prepareTwoVersions(brokers));
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
    await Promise.all([bookOn(versions.before, 20), bookOn(versions.today, 20)]);
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

  async function bookOn({ server }: Version, count: number): Promise<Booked[]> {
    const caller = await callAs(server.url, 'anna', 'customer');
    return await Promise.all(Array.from({ length: count }, () => bookOne(caller)));
  }

  async function bookOne(caller: Caller): Promise<Booked> {
    const email = `${randomUUID()}@example.com`;
    const phone = `+1555${1_000_000 + addresses.length}`;
    addresses.push(email, phone);
    return await book(caller, { email, phone });
  }

  /** Books one whose mail is refused for good; answers its delivery. */
  async function bookUnknown({ server }: Version): Promise<string> {
    const caller = await callAs(server.url, 'anna', 'customer');
    const booked = await book(caller, { email: `${UNKNOWN}${randomUUID()}@example.com`, notify: { email: true } });
    return booked.deliveries[0]?.id ?? '';
  }

  /** Waits until nothing is left to do; then the providers must have accepted one message for each address. */
  async function expectEachOnce(): Promise<void> {
    await until('nothing is left to do', async () => {
      const [left] = await versions.database.query<{ notTerminal: number }>(
        `SELECT count(*)::int AS "notTerminal" FROM server.delivery WHERE status NOT IN ('sent', 'delivered', 'failed')`,
      );
      return left?.notTerminal === 0;
    });
    expect(versions.providers.accepts.map(({ address }) => address).sort()).toEqual(addresses.toSorted());
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
  return Number(/^notifier_sent_total\{channel="email"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}
