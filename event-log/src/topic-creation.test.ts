import { randomUUID } from 'node:crypto';
import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import { createTestDatabase } from '@belltower/dev/test-database';
import { expect, it } from 'vitest';
import { until } from './contract-readers.ts';
import { openEventLog } from './open-event-log.ts';
import { startTopicCreation } from './topic-creation.ts';

const shape = { partitions: 2, replicationFactor: 1, minInsyncReplicas: 1, retentionMs: 60_000 };

function warnings() {
  const logged: { readonly fields: object; readonly text: string }[] = [];
  return { logged, warn: (fields: object, text: string) => logged.push({ fields, text }) };
}

it('the topic creation retries until the log can be reached, and logs the reason once', async () => {
  await using database = await createTestDatabase();
  const url = new URL(database.url);
  await using proxy = await startTcpProxy({ target: { port: Number(url.port) } });
  url.port = String(proxy.port);
  proxy.setFault({ kind: 'refuse' });
  await using log = openEventLog({ kind: 'postgres', url: url.href });
  let calls = 0;
  const counted: Pick<typeof log, 'createTopics'> = {
    createTopics(topics) {
      calls += 1;
      return log.createTopics(topics);
    },
  };
  const topic = randomUUID();
  const logger = warnings();
  await using _creation = startTopicCreation(counted, [{ ...shape, topic }], logger);
  await until('retries', () => calls >= 3);
  expect(logger.logged).toMatchObject([{ fields: { err: { code: 'UNREACHABLE' } } }]);
  proxy.setFault({ kind: 'none' });
  await until('the topic', async () => (await log.positions(topic).catch(() => [])).length === 2);
  expect(logger.logged).toHaveLength(1);
});

it('the topic creation leaves an existing topic as it is, and logs each difference', async () => {
  await using database = await createTestDatabase();
  await using log = openEventLog({ kind: 'postgres', url: database.url });
  const topic = randomUUID();
  await log.createTopics([{ ...shape, topic }]);
  const logger = warnings();
  await using _creation = startTopicCreation(log, [{ ...shape, topic, partitions: 3, retentionMs: 1_000 }], logger);
  await until('the warnings', () => logger.logged.length === 2);
  expect(logger.logged.map(({ fields }) => fields)).toEqual([
    { topic, setting: 'partitions', wanted: 3, found: 2 },
    { topic, setting: 'retentionMs', wanted: 1_000, found: 60_000 },
  ]);
  expect(await log.positions(topic)).toHaveLength(2);
});

it('the topic creation ends when it is disposed, also while the log does not answer', async () => {
  const logger = warnings();
  let calls = 0;
  const silent = {
    createTopics() {
      calls += 1;
      return new Promise<never>(() => {});
    },
  };
  {
    await using _creation = startTopicCreation(silent, [], logger);
    await until('a call', () => calls === 1);
  }
  expect([calls, logger.logged]).toEqual([1, []]);
});
