import type { Kafka as KafkaBroker } from '@belltower/dev/kafka';
import { startKafkaCluster } from '@belltower/dev/kafka-cluster';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type NewRecord, openEventLog } from '../index.ts';
import { createKafka } from './kafkajs.ts';

describe.skipIf(inject('ownKafkaLacks') !== null)('several brokers', () => {
  let cluster: readonly KafkaBroker[] = [];
  beforeAll(async () => {
    cluster = await startKafkaCluster({ size: 3 });
  }, 120_000);
  afterAll(() => Promise.all(cluster.map((broker) => broker[Symbol.asyncDispose]())));

  it('a partition that moves to a broker with its part of the batch already done is in every acknowledged append', async () => {
    const brokers = cluster.flatMap((broker) => broker.brokers);
    const topic = 'moving';
    const client = createKafka({
      clientId: 'test',
      brokers,
      ssl: false,
      sasl: null,
      timeoutMs: 10_000,
      logger: null,
    });
    const admin = client.admin();
    await admin.connect();
    const assignments = [1, 2].map((node, partition) => ({ partition, replicas: [node] }));
    await admin.createTopics({ topics: [{ topic, replicaAssignment: assignments }] });

    await using log = openEventLog({ kind: 'kafka', brokers });
    const batch = (name: string): NewRecord[] =>
      Array.from({ length: 20 }, (_, nth) => ({ topic, key: `key ${nth}`, value: `${name} ${nth}` }));
    const counts = async () => (await log.positions(topic)).map(({ end }) => end);
    await log.append(batch('before'));
    const before = await counts();
    expect(Math.min(...before)).toBeGreaterThan(0); // there are keys for both partitions

    await admin.alterPartitionReassignments({
      topics: [{ topic, partitionAssignment: [{ partition: 1, replicas: [1] }] }],
    });
    await expect.poll(() => leaderOf(1), { timeout: 30_000 }).toBe(1);
    const appended = await append();
    const after = await counts();
    expect(after[1]).toBe((before[1] ?? 0) * 2);
    // the caller appends a rejected batch again, so its records may be there twice
    expect(after[0]).toBeGreaterThanOrEqual((before[0] ?? 0) * 2);
    expect(appended).toBeLessThanOrEqual(3);
    await admin.disconnect();

    async function leaderOf(partition: number): Promise<number | undefined> {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      return topics[0]?.partitions.find((one) => one.partitionId === partition)?.leader;
    }

    /** As the relay does: until it is acknowledged. Answers how often it was tried. */
    async function append(): Promise<number> {
      for (let tries = 1; ; tries += 1) {
        const error = await log.append(batch('after')).catch((reason: unknown) => reason);
        if (error === undefined || tries === 10) return tries;
        expect(error).toMatchObject({ name: 'EventLogError', retryable: true });
      }
    }
  });
});
