import { randomUUID } from 'node:crypto';
import { startKafka } from '@belltower/dev/kafka';
import { type Event, encode } from '@belltower/events';
import { describe, expect, inject, it } from 'vitest';
import { cancelled, rescheduled } from '../testing/changes.ts';
import { quickPolicy } from '../testing/config.ts';
import { appointmentCreated, startWorld, until, type WorldOptions } from '../testing/world.ts';
import { consumedTopics } from './consumed-topics.ts';

/** Long enough for a loaded machine: what is killed here is to be the only cause of doubt. */
const unhurried = {
  policy: {
    ...quickPolicy,
    lease: { leaseMs: 10_000, renewMs: 500, sendWithinMs: 5_000 },
    sendDeadlineMs: 5_000,
  },
};

/** Runs everything again while notifiers come, go and are killed, on one kind of log. */
async function shareTheWork(options: WorldOptions): Promise<void> {
  await using world = await startWorld({ ...options, partitions: 3 });
  const killable = await world.startKillableNotifier(unhurried);
  const second = await world.startNotifier(unhurried);
  const events = Array.from({ length: 300 }, (_, i) => appointmentCreated({ email: `p${i}@example.com` }));
  await world.append(...events.slice(0, 100));
  await until('some', () => world.mail.accepted.length > 20);
  await world.startNotifier(unhurried);
  await world.append(...events.slice(100, 200));
  await second[Symbol.asyncDispose]();
  await world.append(...events.slice(200));
  await until('most', () => world.mail.accepted.length > 230, 40_000);
  await killable.kill();

  await until('finished', async () => (await world.unfinished()) === 0, 60_000);
  await world.caughtUp();
  const doubted = new Set(
    world
      .changes()
      .flatMap(({ delivery }) => (delivery.error?.code === 'MAYBE_SENT' ? [delivery.source_event_id] : [])),
  );
  for (const event of events) {
    const { email } = event.appointment;
    const copies = world.mail.accepted.filter(({ to }) => to === email).length;
    expect(copies).toBeGreaterThanOrEqual(1);
    if (!doubted.has(event.event_id)) expect(copies).toBe(1);
    expect(world.statuses(event, 'email').at(-1)).toMatch(/^sent/);
  }
}

/**
 * Changes first, then the bookings, each under a key of its own: they are in other partitions, and so with other notifiers. One of
 * them is killed between, and one joins.
 */
async function skipWhatIsOld(options: WorldOptions): Promise<void> {
  await using world = await startWorld({ ...options, partitions: 3 });
  const killable = await world.startKillableNotifier(unhurried);
  await world.startNotifier(unhurried);
  const created = Array.from({ length: 60 }, (_, i) => appointmentCreated({ email: `p${i}@example.com` }));
  const changes = created.map((event, i) => (i % 2 === 0 ? rescheduled(event, 1) : cancelled(event, 1)));
  const append = (events: readonly Event[]) =>
    world.log.append(events.map((event) => ({ ...encode(event, 'test'), key: randomUUID() })));
  const unfinished = async () => {
    const positions = await Promise.all(consumedTopics.map((topic) => world.log.positions(topic, 'notifier')));
    return positions.flat().reduce((sum, { start, end, committed }) => sum + end - (committed ?? start), 0);
  };
  await append(changes);
  await until('some changes are sent', () => world.mail.accepted.length > 20, 60_000);
  await killable.kill();
  await world.startNotifier(unhurried);
  await until('all changes are finished', async () => (await unfinished()) === 0, 60_000);
  await append(created);
  await until('all bookings are finished', async () => (await unfinished()) === 0, 60_000);
  await world.caughtUp();
  const doubted = world.changes().filter(({ delivery }) => delivery.error?.code === 'MAYBE_SENT');
  for (const [i, event] of created.entries()) {
    expect(world.statuses(event, 'email')).toEqual([
      'queued 1',
      `skipped 1 ${i % 2 === 0 ? 'SUPERSEDED' : 'CANCELLED'}`,
    ]);
  }
  for (const change of changes) expect(world.statuses(change, 'email').at(-1)).toMatch(/^sent/);
  const doubts = new Set(doubted.map(({ delivery }) => delivery.delivery_id)).size;
  expect(world.mail.accepted.length).toBeLessThanOrEqual(changes.length + doubts);
}

describe('several notifiers skip what is old, whichever of them has the change', () => {
  it('several notifiers skip what is old on the log in PostgreSQL', { timeout: 240_000 }, () => skipWhatIsOld({}));

  it.skipIf(inject('kafkaLacks') !== null)(
    'several notifiers skip what is old on Kafka',
    { timeout: 240_000 },
    async () => {
      await using kafka = await startKafka();
      await skipWhatIsOld({ brokers: kafka.brokers });
    },
  );
});

describe('several notifiers share the work, and send nothing twice while one comes, one ends and one is killed', () => {
  it('several notifiers share the work on the log in PostgreSQL', { timeout: 120_000 }, () => shareTheWork({}));

  it.skipIf(inject('kafkaLacks') !== null)(
    'several notifiers share the work on Kafka',
    { timeout: 120_000 },
    async () => {
      await using kafka = await startKafka(); // one of its own: the names of topics and group are fixed
      await shareTheWork({ brokers: kafka.brokers });
    },
  );
});
