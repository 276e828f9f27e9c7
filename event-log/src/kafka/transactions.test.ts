import { testKafkaBrokers } from '@belltower/dev/test-kafka';
import { expect, inject, it, onTestFinished } from 'vitest';
import { committed, follow, join, makeTopic, newGroup, textOf, until } from '../contract-readers.ts';
import { openEventLog } from '../open-event-log.ts';
import { createKafka } from './kafkajs.ts';

const STALL_MS = 1_500;

/** A producer whose records come in transactions, as those of Kafka Streams, Flink and many frameworks do. */
async function openProducer(brokers: readonly string[], transactionalId: string) {
  const kafka = createKafka({ clientId: 'test', brokers, ssl: false, sasl: null, timeoutMs: 9_000, logger: null });
  const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  onTestFinished(() => producer.disconnect());
  return async (topic: string, value: string, end: 'commit' | 'abort') => {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ key: 'k', value }] });
    await transaction[end]();
  };
}

it.skipIf(inject('kafkaLacks') !== null)(
  'readers pass by transactions’ markers, and by what was aborted, also where nothing comes after it',
  async () => {
    const brokers = await testKafkaBrokers();
    await using log = openEventLog({ kind: 'kafka', brokers, sessionMs: 3_000, stallMs: STALL_MS });
    const topic = await makeTopic(log);
    const append = await openProducer(brokers, topic);
    await append(topic, 'first', 'commit');
    await append(topic, 'never', 'abort');
    const group = newGroup();
    await using member = join(log, topic, { group });
    await using follower = follow(log, topic);
    const readTo = () => Math.max(-1, ...follower.batches.map(({ next }) => next));
    const readAll = async () => {
      const end = (await log.positions(topic))[0]?.end ?? 0;
      await until('the group is at the end', async () => (await committed(log, topic, group))[0] === end);
      await until('so is the follower', () => readTo() === end);
      return end;
    };
    await until('the first one', () => member.taken.length === 1 && follower.records.length === 1);
    expect(await readAll()).toBe(4);
    await append(topic, 'nor this', 'abort');
    expect(await readAll()).toBe(6);
    const since = performance.now();
    await until('twice the time of a stall', () => performance.now() - since > 2 * STALL_MS);
    expect([member.emitted('stalled'), follower.emitted('stalled')]).toEqual([[], []]);
    await append(topic, 'second', 'commit');
    await readAll();
    expect([member.taken.map(textOf), follower.records.map(textOf)]).toEqual([
      ['first', 'second'],
      ['first', 'second'],
    ]);
  },
);
