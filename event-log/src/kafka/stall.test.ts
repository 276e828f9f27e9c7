import { type Kafka, startKafka } from '@belltower/dev/kafka';
import { freePort } from '@belltower/dev/ports';
import { startTcpProxy, type TcpProxy } from '@belltower/dev/tcp-proxy';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { join, makeTopic, until } from '../contract-readers.ts';
import { openEventLog } from '../open-event-log.ts';

describe.skipIf(inject('ownKafkaLacks') !== null)('a reader that reads nothing though it could', () => {
  let proxy: TcpProxy;
  let kafka: Kafka;
  beforeAll(async () => {
    const port = await freePort();
    proxy = await startTcpProxy({ target: { port } });
    kafka = await startKafka({ proxied: { port, advertisedPort: proxy.port } });
  });
  afterAll(async () => {
    await proxy?.[Symbol.asyncDispose]();
    await kafka?.[Symbol.asyncDispose]();
  });

  it('is reported as stalled; one that waits for room, or has read everything, is not', async () => {
    const times = { sessionMs: 3_000, timeoutMs: 1_000, stallMs: 1_000 };
    await using log = openEventLog({ kind: 'kafka', brokers: kafka.brokers, ...times });
    await using proxied = openEventLog({ kind: 'kafka', brokers: [`127.0.0.1:${proxy.port}`], ...times });
    const topic = await makeTopic(log);
    await using waiting = join(log, topic, { group: 'waiting', take: () => new Promise(() => {}) });
    await using done = join(log, topic, { group: 'done' });
    await using stuck = join(proxied, topic, { group: 'stuck' });
    await log.append([{ topic, key: 'k', value: 'seen' }]);
    const all = [waiting, done, stuck];
    await until('all to have read', () => all.every(({ taken }) => taken.length === 1));

    // The group and the admin connection work; records alone do not arrive.
    proxy.setFault({ kind: 'swallow-replies', matching: (reply) => reply.includes('never seen') });
    await log.append([{ topic, key: 'k', value: 'never seen' }]);
    await until('the notice', () => stuck.emitted('stalled').length > 0);
    expect(stuck.emitted('stalled')[0]).toMatchObject({ kind: 'stalled', topic });
    expect(done.taken).toHaveLength(2);
    expect([waiting.emitted('stalled'), done.emitted('stalled')]).toEqual([[], []]);
  });
});
