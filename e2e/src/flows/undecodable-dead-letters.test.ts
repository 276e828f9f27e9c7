/** Dead letters that stand behind a batch that cannot be decoded: the reader of them ends with its place, and does not wait for ever. */
import { startKafka } from '@belltower/dev/kafka';
import { until } from '@belltower/dev/until';
import { type EventLog, type EventLogError, openEventLog } from '@belltower/event-log';
import { expect, inject, it } from 'vitest';
import { readDeadLetters } from '../../../notifier/src/report/dead-letters.ts';
import { appendUndecodable } from '../testbed/append-undecodable.ts';

const TOPIC = 'appointments.created.dead-letter';

/** Reads them once the broker, which has just started, coordinates groups. */
async function read(log: EventLog): Promise<readonly string[] | EventLogError> {
  return await until('the broker is ready', () =>
    readDeadLetters(log, [TOPIC]).then(
      (letters) => letters.map(({ record }) => Buffer.from(record.value).toString()),
      (error: EventLogError) => (error.code === 'UNREACHABLE' ? null : error),
    ),
  );
}

it.skipIf(inject('ownKafkaLacks') !== null)(
  'dead letters behind an undecodable batch are refused with its place, and read when that is passed by',
  async () => {
    await using kafka = await startKafka();
    const config = { kind: 'kafka', brokers: kafka.brokers } as const;
    await using log = openEventLog(config);
    const shape = { partitions: 1, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 86_400_000 };
    await log.createTopics([{ topic: TOPIC, ...shape }]);
    const letter = (value: string) => log.append([{ topic: TOPIC, key: 'k', value }]);
    await letter('first');
    await appendUndecodable(kafka.brokers, TOPIC);

    const place = `${TOPIC}/0/1`;
    expect(await read(log)).toMatchObject({
      message: expect.stringMatching(`the batch at ${place} cannot be decoded: .* set KAFKA_SKIP=${place}$`),
    });
    const values = async () => {
      await using passing = openEventLog({ ...config, skip: [{ topic: TOPIC, partition: 0, position: 1 }] });
      return await read(passing);
    };
    expect(await values()).toEqual(['first']); // also when nothing comes after it
    await letter('third');
    expect(await values()).toEqual(['first', 'third']);
  },
);
