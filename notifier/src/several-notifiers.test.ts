import { startKafka } from '@belltower/dev/kafka';
import { describe, expect, inject, it } from 'vitest';
import { quickPolicy } from '../testing/config.ts';
import { appointmentCreated, startWorld, until, type WorldOptions } from '../testing/world.ts';

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
