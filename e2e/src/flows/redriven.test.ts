/** What is put back from the dead letters is as it was, also where a record has no key, or no value, as Kafka's may. */
import { randomUUID } from 'node:crypto';
import { testKafkaBrokers } from '@belltower/dev/test-kafka';
import { deadLetterOf, type EventLog, type LogRecord, openEventLog } from '@belltower/event-log';
import kafkajs from 'kafkajs';
import { expect, inject, it } from 'vitest';
import { fullTextOf, readDeadLetters, redrive, summaryOf } from '../../../notifier/src/report/dead-letters.ts';

/** Everything in a topic of one partition, once there are so many records. */
async function recordsOf(log: EventLog, topic: string, count: number): Promise<readonly LogRecord[]> {
  const found: LogRecord[] = [];
  const complete = Promise.withResolvers<void>();
  await using _reader = log.follow({
    topic,
    resumeAt: async (partitions) => new Map(partitions.map(({ partition, start }) => [partition, start])),
    async onBatch({ records }) {
      found.push(...records);
      if (found.length >= count) complete.resolve();
    },
  });
  await complete.promise;
  return found;
}

it.skipIf(inject('kafkaLacks') !== null)(
  'gives back records without a key or a value as they were, on Kafka',
  async () => {
    const brokers = await testKafkaBrokers();
    const topic = `t-${randomUUID()}`;
    const parkedIn = `${topic}.dead-letter`;
    await using log = openEventLog({ kind: 'kafka', brokers });
    const shape = { partitions: 1, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 86_400_000 };
    await log.createTopics([topic, parkedIn].map((name) => ({ topic: name, ...shape })));
    const kafka = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING });
    const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await producer.connect();
    const messages = [
      { key: null, value: null },
      { key: 'k', value: null },
      { key: null, value: 'v' },
      { key: '', value: '' },
    ];
    await producer.send({ topic, messages });
    await producer.disconnect();

    const written = await recordsOf(log, topic, 4);
    for (const record of written) {
      await log.append([deadLetterOf(record, { topic: parkedIn, code: 'INVALID', reason: 'no event' })]);
    }
    const letters = await readDeadLetters(log, [parkedIn]);
    expect(letters.map((letter) => fullTextOf(letter).split('\n')[1])).toEqual([
      'key: (none)',
      'key: k',
      'key: (none)',
      'key: ',
    ]);
    for (const letter of letters) await redrive(log, letter);
    const back = (await recordsOf(log, topic, 8)).slice(4);
    const shown = ({ key, value, noValue }: LogRecord) => [key, noValue ? null : Buffer.from(value).toString()];
    expect(back.map(shown)).toEqual(messages.map(({ key, value }) => [key, value]));
    const after = await readDeadLetters(log, [parkedIn]);
    expect(after.map(({ place }) => place)).toEqual(letters.map(({ place }) => place));
    for (const letter of after) expect(summaryOf(letter)).toContain('  redriven 20');
  },
);
