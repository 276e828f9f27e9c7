/**
 * Odd records among bookings, on both logs: every booking is delivered, what cannot be read is parked with a reason, and the
 * feed of a subscriber is complete. ODD_BOOKINGS makes it longer.
 */
import { createHash } from 'node:crypto';
import { codecs, foreignProducers } from '@belltower/dev/foreign-producers';
import { startKafka } from '@belltower/dev/kafka';
import { until } from '@belltower/dev/until';
import { openEventLog } from '@belltower/event-log';
import { deadLetterTopicOf, deliveryIdOf, topics } from '@belltower/events';
import kafkajs from 'kafkajs';
import { expect, inject, it, vi } from 'vitest';
import { readDeadLetters } from '../../../notifier/src/report/dead-letters.ts';
import { isPoison, type OddRecord, oddRecords } from '../fuzz/odd-records.ts';
import { book } from '../testbed/book.ts';
import { callAs } from '../testbed/caller.ts';
import { foreignEvent } from '../testbed/foreign-event.ts';
import { startSystem } from '../testbed/system.ts';

/** The inbox keeps the 500 newest mails. */
const MAILS_LOOKED_AT = 100;
const BOOKINGS = Number(process.env.ODD_BOOKINGS ?? 200);
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 }); // against hangs only, also on a loaded machine

const logs = ['postgres', ...(inject('kafkaLacks') === null ? ['kafka'] : [])] as const;
const LIMITS = { REQUESTS_PER_SECOND: '1000000', REQUESTS_BURST: '1000000', CUSTOMER_BOOKINGS_PER_HOUR: '1000' };

it.each(logs)(
  'every booking between odd records is delivered, those are parked with reasons, and a subscriber gets every change: %s',
  async (kind) => {
    await using stack = new AsyncDisposableStack();
    const brokers = kind === 'kafka' ? stack.use(await startKafka()).brokers : undefined;
    const options = brokers === undefined ? {} : { kafkaBrokers: brokers };
    const system = stack.use(await startSystem({ ...options, environment: LIMITS }));
    const log = stack.use(
      openEventLog(brokers === undefined ? { kind: 'postgres', url: system.database.url } : { kind: 'kafka', brokers }),
    );
    const append = brokers === undefined ? appendByLog : await appendByKafka(brokers, stack);
    async function appendByLog(records: readonly OddRecord[]) {
      await log.append(records.map((record) => ({ ...record, key: record.key ?? '' })));
    }

    const desk = await callAs(system.server.url, 'desk', 'staff');
    const { feedCursor } = await desk.data<{ feedCursor: string }>('{ feedCursor }');
    const watch = stack.use(desk.watch({ after: feedCursor }));
    const odd = [...oddRecords()];
    const perAppointment = Math.ceil(odd.length / BOOKINGS);
    const written: OddRecord[] = [];
    const compressed = await compressedRecords(brokers);
    written.push(...compressed.records);
    for (const email of compressed.addresses) {
      await until('a compressed booking is sent', async () => (await system.mailsTo(email)).length === 1);
    }

    const appointments: Awaited<ReturnType<typeof book>>[] = [];
    for (let n = 0; n < BOOKINGS; n++) {
      const some = odd.splice(0, perAppointment);
      if (some.length > 0) await append(some);
      written.push(...some);
      appointments.push(await book(desk, { email: `odd-${n}@example.com`, phone: `+1555${String(1_000_000 + n)}` }));
    }
    await append(odd); // what is left
    written.push(...odd);

    const ids = new Set(appointments.flatMap(({ deliveries }) => deliveries.map(({ id }) => id)));
    await until(
      'every booking is sent',
      () =>
        new Set(
          watch.changes.filter(({ status }) => status === 'SENT').map(({ deliveryId }) => deliveryId),
        ).isSupersetOf(ids),
      600_000,
    );
    for (const id of ids) {
      const received = watch.changes.filter(({ deliveryId }) => deliveryId === id).map(({ status }) => status);
      expect(received.slice(0, 3)).toEqual(['QUEUED', 'SENDING', 'SENT']);
    }
    const newest = appointments.map((_, n) => n).slice(-MAILS_LOOKED_AT);
    const mails = await Promise.all(newest.map((n) => system.mailsTo(`odd-${n}@example.com`)));
    expect(mails.map(({ length }) => length)).toEqual(newest.map(() => 1));

    const poison = written.filter(isPoison);
    const letters = await until('all of them are parked', async () => {
      const found = await readDeadLetters(log, topics.map(deadLetterTopicOf));
      return found.length >= poison.length ? found : null;
    });
    const cut = letters.filter(({ record }) => record.headers['dead-letter-cut-from-bytes'] !== undefined);
    const parked = letters.map(({ origin, record }) => `${origin?.topic} ${identityOf(record.value)}`);
    expect(parked.toSorted()).toEqual(poison.map(({ topic, value }) => `${topic} ${identityOf(value)}`).toSorted());
    expect(letters.filter(({ code, reason }) => code === 'unknown' || reason === '')).toEqual([]);
    expect(new Set(letters.map(({ origin }) => JSON.stringify(origin))).size, 'each is parked once').toBe(
      letters.length,
    );

    const last = foreignEvent({ email: 'last@example.com' });
    await log.append([{ topic: 'appointments.created', key: 'last', value: JSON.stringify(last) }]);
    const lastId = deliveryIdOf(last.event_id, 'email');
    const { stored, received } = await until('the feed is complete', async () => {
      const rows = await system.database.query<{ id: string; status: string; attempt: number }>(
        'select delivery_id as id, status, attempt from server.delivery_change order by partition, position',
      );
      const changes = [...watch.changes];
      const isThere = rows.some(({ id, status }) => id === lastId && status === 'sent');
      if (isThere && rows.length === changes.length) return { stored: rows, received: changes };
      throw new Error(
        `${rows.length} changes are stored, ${changes.length} have arrived; the last one is there: ${isThere}`,
      );
    });
    expect(received.map(({ deliveryId, status, attempt }) => `${deliveryId} ${status} ${attempt}`)).toEqual(
      stored.map(({ id, status, attempt }) => `${id} ${status.toUpperCase()} ${attempt}`),
    );
    expect(watch.error()).toBeNull();
    console.log(
      `${kind}: ${appointments.length} bookings delivered, ${written.length} odd records, ${letters.length} parked (${cut.length} cut), ${stored.length} changes received`,
    );
  },
);

/** Of what is too large to be parked whole, so much is kept. */
const KEPT = 256_000;

function identityOf(value: string | Uint8Array): string {
  return createHash('sha256').update(Buffer.from(value).subarray(0, KEPT)).digest('hex');
}

/** Writes past our adapter: without keys, and without values. */
async function appendByKafka(brokers: readonly string[], stack: AsyncDisposableStack) {
  const { Kafka, logLevel, Partitioners } = kafkajs;
  const kafka = new Kafka({ clientId: 'odd', brokers: [...brokers], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  stack.defer(() => producer.disconnect());
  return async (records: readonly OddRecord[]) => {
    for (const { topic, key, value, headers } of records) {
      await producer.send({
        topic,
        messages: [
          {
            key: key === '' ? null : key,
            value: value.length === 0 ? null : Buffer.from(value),
            headers: { ...headers },
          },
        ],
      });
    }
  };
}

/** Bookings and nonsense as other clients compress them, with a header that has no value; the addresses are those of the bookings. */
async function compressedRecords(brokers: readonly string[] | undefined) {
  const records: OddRecord[] = [];
  const addresses: string[] = [];
  if (brokers === undefined) return { records, addresses };
  for (const [index, producer] of foreignProducers.entries()) {
    if (!producer.isHere) continue;
    for (const codec of codecs) {
      const email = `compressed-${index}-${codec}@example.com`;
      const values = [JSON.stringify(foreignEvent({ email })), `no event ${index} ${codec}`];
      await producer.append(brokers, 'appointments.created', codec, values);
      records.push(...values.map((value) => ({ topic: 'appointments.created' as const, key: 'k', value })));
      addresses.push(email);
    }
  }
  return { records, addresses };
}
