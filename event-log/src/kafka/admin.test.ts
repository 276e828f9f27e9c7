import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import { testKafkaBrokers } from '@belltower/dev/test-kafka';
import kafkajs from 'kafkajs';
import { expect, inject, it } from 'vitest';
import { until } from '../contract-readers.ts';
import { createAdminClient } from './admin.ts';
import { patchKafkajs } from './patch-kafkajs.ts';

it.skipIf(inject('kafkaLacks') !== null)(
  'the admin client keeps its connection when one that timed out fails later, and closes both',
  async () => {
    const [host, port] = (await testKafkaBrokers())[0]?.split(':') ?? [];
    const target = { ...(host && { host }), port: Number(port) };
    await using slow = await startTcpProxy({ target });
    await using quick = await startTcpProxy({ target });
    let proxy = slow;
    patchKafkajs();
    const kafka = new kafkajs.Kafka({
      clientId: 'admin',
      brokers: async () => [`127.0.0.1:${proxy.port}`],
      retry: { retries: 0 },
      logLevel: kafkajs.logLevel.NOTHING,
    });
    await using client = createAdminClient(kafka, 2_000);
    const request = () => client.request((admin) => admin.listTopics());

    slow.setFault({ kind: 'silent' });
    await expect(request()).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(slow.connections).toBe(1);
    proxy = quick;
    const answers = async () => await request().then(Array.isArray, () => false);
    await until('another one to answer', answers);

    slow.setFault({ kind: 'refuse' });
    expect([await answers(), await answers()]).toEqual([true, true]);
    await client[Symbol.asyncDispose]();
    await until('all to be closed', () => quick.connections === 0);
  },
);
