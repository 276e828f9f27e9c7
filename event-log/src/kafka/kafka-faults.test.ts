import { startKafka } from '@belltower/dev/kafka';
import { freePort } from '@belltower/dev/ports';
import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import { describe, inject } from 'vitest';
import { describeEventLogFaults, type FaultyServer } from '../faults.contract.ts';
import { openEventLog } from '../open-event-log.ts';

describe.skipIf(inject('ownKafkaLacks') !== null)('with a broker of its own', () => {
  describeEventLogFaults('the event log in Kafka, under faults', async (): Promise<FaultyServer> => {
    const port = await freePort();
    const proxy = await startTcpProxy({ target: { port } });
    const kafka = await startKafka({ proxied: { port, advertisedPort: proxy.port } });
    const times = { sessionMs: 1_500, timeoutMs: 1_000 };
    return {
      proxy,
      openProxied: (stallMs = 60_000, timeoutMs = times.timeoutMs) =>
        openEventLog({ kind: 'kafka', brokers: [`127.0.0.1:${proxy.port}`], ...times, timeoutMs, stallMs }),
      openDirect: () => openEventLog({ kind: 'kafka', brokers: kafka.brokers, ...times }),
      kill: () => kafka.kill(),
      restart: () => kafka.restart(),
      async [Symbol.asyncDispose]() {
        await proxy[Symbol.asyncDispose]();
        await kafka[Symbol.asyncDispose]();
      },
    };
  });
});
