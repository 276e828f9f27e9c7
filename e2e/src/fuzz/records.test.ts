/** Whatever stands in a field of a status, a retry or a change: it is parked with a reason or handled, and what comes after it is too. */
import { startKafka } from '@belltower/dev/kafka';
import { deadLetterTopicOf, deliveryIdOf, type Topic, topics } from '@belltower/events';
import fc from 'fast-check';
import { expect, inject, it, vi } from 'vitest';
import { consumedTopics } from '../../../notifier/src/consumed-topics.ts';
import { readDeadLetters } from '../../../notifier/src/report/dead-letters.ts';
import { cancelled, reminderDue, rescheduled } from '../../../notifier/testing/changes.ts';
import { appointmentCreated, retryOf, startWorld, until } from '../../../notifier/testing/world.ts';
import { openDatabase } from '../../../server/src/db/database.ts';
import { createHub } from '../../../server/src/feed/hub.ts';
import { startRelay } from '../../../server/src/outbox/relay.ts';
import { startProjection } from '../../../server/src/projection/projection.ts';
import { tables } from '../../../server/src/tables.ts';
import { anyInteger, anyJson, anyText } from './hostile-values.ts';
import { isPoison, type OddRecord, statusOf } from './odd-records.ts';
import { fuzzRuns } from './seed.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 }); // against hangs only, also on a loaded machine

const logs = ['postgres', ...(inject('kafkaLacks') === null ? ['kafka'] : [])] as const;

const hostile = fc.oneof(anyText, anyInteger, anyJson);
const someHostile = () => hostile;
const someKey = () => anyText;
const changeMakers = [rescheduled, cancelled, reminderDue] as const;

/** A valid event with about one of its values replaced, anywhere, or none: of both kinds there are enough, whatever the seed. */
function withHostile(draw: fc.GeneratorValue, value: unknown): unknown {
  if (typeof value !== 'object' || value === null)
    return draw(fc.integer, { min: 0, max: 23 }) === 0 ? draw(someHostile) : value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withHostile(draw, inner)]));
}

it.each(logs)(
  'the projection and the ledger take or park every status, retry and change, and go on: %s',
  async (kind) => {
    await using stack = new AsyncDisposableStack();
    const brokers = kind === 'kafka' ? stack.use(await startKafka()).brokers : null;
    const world = stack.use(await startWorld({ brokers }));
    await world.startNotifier();
    const db = stack.use(
      openDatabase(
        { url: world.database.url, ...tables, connections: 4, statementTimeoutMs: 10_000, name: 'fuzz' },
        world.logger,
      ),
    );
    await db.ready;
    const hub = createHub();
    const { log } = world;
    stack.use(startProjection({ db, eventLog: log, hub, log: world.logger }));
    stack.use(
      startRelay({
        databaseUrl: world.database.url,
        statementTimeoutMs: 10_000,
        ready: db.ready,
        eventLog: log,
        log: world.logger,
      }),
    );
    const known = appointmentCreated({ email: 'known@example.com' });
    await world.append(known);
    await until('a delivery that a retry may be about', () => world.mail.accepted.length === 1);

    const record = fc.gen().map((draw): OddRecord => {
      const topic = draw(
        fc.constantFrom<Topic[]>,
        'notifications.status',
        'notifications.retry-requested',
        'appointments.changed',
      );
      const value = JSON.stringify(withHostile(draw, eventFor(topic, draw))) ?? '';
      return { topic, key: draw(someKey), value };
    });
    function eventFor(topic: Topic, draw: fc.GeneratorValue): object {
      if (topic === 'notifications.status') return statusOf(draw(fc.boolean) ? ours : {});
      if (topic === 'notifications.retry-requested') return retryOf(known, 1, 'b@example.com');
      const sequence = draw(fc.integer, { min: 1, max: 3 });
      return draw(fc.constantFrom<(typeof changeMakers)[number][]>, ...changeMakers)(known, sequence);
    }
    const ours = { delivery_id: deliveryIdOf(known.event_id, 'email'), source_event_id: known.event_id };
    const written: OddRecord[] = [];
    let mails = 1;
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 10, maxLength: 10 }), async (records) => {
        written.push(...records);
        await log.append(records.map((one) => ({ ...one, key: one.key ?? '' })));
        const after = appointmentCreated({ email: `after-${mails}@example.com` });
        await world.append(after);
        mails += 1;
        const id = deliveryIdOf(after.event_id, 'email');
        const sent = `select from server.delivery where id = $1 and status = 'sent'`;
        await until('the booking after them is sent and projected', async () => {
          return (await world.database.query(sent, [id])).length === 1;
        });
      }),
      fuzzRuns(25),
    );
    const poison = written.filter(isPoison);
    const letters = await until('all poison is parked', async () => {
      const found = await readDeadLetters(log, topics.map(deadLetterTopicOf));
      return found.length >= poison.length ? found : null;
    });
    const textsOf = (records: readonly { readonly value: string | Uint8Array }[]) =>
      records.map(({ value }) => Buffer.from(value).toString()).toSorted();
    expect(textsOf(letters.map((letter) => letter.record))).toEqual(textsOf(poison));
    expect(letters.filter(({ code, reason }) => code !== 'INVALID' || reason === '')).toEqual([]);
    for (const topic of consumedTopics) {
      await until(`${topic} is finished`, async () => {
        return (await log.positions(topic, 'notifier')).every(({ end, committed }) => committed === end);
      });
    }
    expect(poison.length).toBeGreaterThan(20);
    expect(written.length - poison.length).toBeGreaterThan(20);
    expect(world.lines.filter(({ msg }) => msg === 'fatal')).toEqual([]);
  },
);
