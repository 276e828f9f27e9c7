import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import { createTestDatabase } from '@belltower/dev/test-database';
import { expect, it } from 'vitest';
import { makeTopic, until } from './contract-readers.ts';
import { openEventLog } from './open-event-log.ts';
import { watchReachability } from './reachability.ts';

it('the reachability of a log whose database hangs is down before a statement times out', async () => {
  await using database = await createTestDatabase();
  const url = new URL(database.url);
  await using proxy = await startTcpProxy({ target: { port: Number(url.port) } });
  url.port = String(proxy.port);
  await using log = openEventLog({ kind: 'postgres', url: url.href, timeoutMs: 30_000 });
  const topic = await makeTopic(log);
  let answered = 0;
  const counted = {
    async positions(name: string) {
      const positions = await log.positions(name);
      answered++;
      return positions;
    },
  };
  await using reachability = watchReachability(counted, topic, { everyMs: 20, limitMs: 1_000 });
  await until('answers', () => answered > 3);
  expect(reachability.up).toBe(true);

  proxy.setFault({ kind: 'silent' });
  const before = answered;
  await until('it is down', () => !reachability.up);
  expect(answered - before).toBeLessThanOrEqual(1);
  proxy.setFault({ kind: 'none' });
  proxy.cut();
  await until('it is up', () => reachability.up);
});

it('the reachability of a log without the topic is up, and its watch ends at once when it is disposed', async () => {
  await using database = await createTestDatabase();
  await using log = openEventLog({ kind: 'postgres', url: database.url });
  let requests = 0;
  const counted = {
    positions(name: string) {
      requests++;
      return log.positions(name);
    },
  };
  {
    await using reachability = watchReachability(counted, 'no-such-topic', { everyMs: 20 });
    await until('requests', () => requests > 3);
    expect(reachability.up).toBe(true);
  }
  const silent = { positions: () => new Promise<never>(() => {}) };
  await using reachability = watchReachability(silent, 'topic', { limitMs: 20 });
  await until('it is down', () => !reachability.up);
});
