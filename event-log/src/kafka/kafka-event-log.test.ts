import { testKafkaBrokers } from '@belltower/dev/test-kafka';
import kafkajs from 'kafkajs';
import { describe, inject } from 'vitest';
import type { ContractServer } from '../contract-server.ts';
import { describeEventLog } from '../event-log.contract.ts';
import { openEventLog } from '../open-event-log.ts';
import { createKafka } from './kafkajs.ts';

describe.skipIf(inject('kafkaLacks') !== null)('with a broker', () => {
  describeEventLog('the event log in Kafka', async (): Promise<ContractServer> => {
    const brokers = await testKafkaBrokers();
    const config = { kind: 'kafka', brokers, sessionMs: 1_500 } as const;
    const kafka = createKafka({
      clientId: 'foreign',
      brokers,
      ssl: false,
      sasl: null,
      timeoutMs: 10_000,
      logger: null,
    });
    const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    const admin = kafka.admin();
    await Promise.all([producer.connect(), admin.connect()]);
    return {
      config,
      sessionMs: 1_500,
      open: () => openEventLog(config),
      async appendForeign({ topic, key, value }) {
        await producer.send({ topic, messages: [{ key, value, partition: 0 }] });
      },
      async removeBelow(topic, position) {
        await admin.fetchTopicOffsets(topic); // kafkajs deletes only in topics whose metadata it happens to have
        await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(position) }] });
      },
      async [Symbol.asyncDispose]() {
        await Promise.all([producer.disconnect(), admin.disconnect()]);
      },
    };
  });
});
