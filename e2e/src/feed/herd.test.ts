/** Many reconnects at once, and a server that is suspended: no client misses a change or gets one twice. */
import { createTestDatabase } from '@belltower/dev/test-database';
import { until } from '@belltower/dev/until';
import { expect, it } from 'vitest';
import { cursorNow } from '../testbed/caller.ts';
import { metricOf } from '../testbed/metric-of.ts';
import { startClient } from './clients.ts';
import { bookForCustomers } from './customers.ts';
import { expectedOf, followLog, keyOf, type LoggedChange } from './expected-changes.ts';
import { countPairs, sumPairs } from './pairs.ts';
import { startFeedStage } from './stage.ts';
import { createStatusSequence } from './status-record.ts';
import { signToken } from './tokens.ts';

const NOTHING_WRONG = { twice: 0, unexpected: 0, outOfOrder: 0 };

it('a thousand clients reconnect at once, and each gets all that it missed', { timeout: 240_000 }, async () => {
  const [customers, each, watchers, changes] = [50, 4, 5, 3];
  await using database = await createTestDatabase();
  // A thousand handshakes at once may take a loaded machine longer than a client has by default to say who it is.
  await using stage = await startFeedStage({ databaseUrl: database.url, environment: { SOCKET_INIT_MS: '30000' } });
  const [server] = stage.servers;
  const names = Array.from({ length: customers }, (_, index) => `customer-${index}`);
  const appointments = await bookForCustomers(stage, names, each);
  await using clients = new AsyncDisposableStack();
  const herd = await Promise.all(
    appointments.flatMap(({ id, userId, feedCursor, deliveries }) =>
      Array.from({ length: watchers }, async () => {
        const token = await signToken({ sub: userId, role: 'customer' });
        const client = clients.use(
          startClient({
            kind: 'ws',
            url: () => server.url,
            token,
            appointmentId: id,
            after: feedCursor,
            offlineMs: () => 2_000,
          }),
        );
        return { client, deliveries };
      }),
    ),
  );
  expect(herd).toHaveLength(1_000);
  await until('all are there', () => herd.every(({ client }) => client.changes.length === 2));

  for (const { client } of herd) client.cut();
  const sequences = appointments.flatMap(({ deliveries }) =>
    deliveries.map((delivery) => createStatusSequence(delivery)),
  );
  for (let change = 0; change < changes; change++) await stage.log.append(sequences.map((next) => next()));
  const since = Date.now();
  await until('all have everything', () => herd.every(({ client }) => client.changes.length >= 2 + 2 * changes));
  console.log(`a herd of ${herd.length} had its ${herd.length * 2 * changes} changes within ${Date.now() - since} ms`);

  const logged: LoggedChange[] = [];
  await using _reader = followLog(stage.log, (one) => logged.push(one));
  await until('the log is read', () => logged.length === sequences.length * (1 + changes));
  const pairs = sumPairs(
    herd.map(({ client, deliveries }) => {
      const own = new Set(deliveries.map(({ id }) => id));
      const wanted = expectedOf(logged.filter(({ deliveryId }) => own.has(deliveryId)));
      return countPairs(wanted, client.changes.map(keyOf));
    }),
  );
  expect(pairs).toEqual({ expected: 8_000, received: 8_000, ...NOTHING_WRONG });
  expect(herd.flatMap(({ client }) => client.refusals)).toEqual([]);
  expect(new Set(herd.map(({ client }) => client.closeCodes.join()))).toEqual(new Set(['1006'])); // cut once, by us
  await clients.disposeAsync();
  await until('nothing is held of them', async () => (await metricOf(server, 'server_feed_listeners')) === 0);
});

it('a server that was suspended and resumes leaves no gap in a feed', { timeout: 240_000 }, async () => {
  await using database = await createTestDatabase();
  await using stage = await startFeedStage({ databaseUrl: database.url, servers: 2 });
  const sleeper = stage.servers[1];
  if (sleeper === undefined) throw new Error('two servers are needed');
  const appointments = await bookForCustomers(stage, ['anna', 'bert'], 2);
  const logged: LoggedChange[] = [];
  await using _reader = followLog(stage.log, (one) => logged.push(one));
  await until('the bookings are read back', () => logged.length === 8);
  const token = await signToken({ sub: 'desk', role: 'staff' });
  const shared = { url: () => sleeper.url, token, appointmentId: null, offlineMs: () => 500 };
  const after = await cursorNow(stage.servers[0], token);
  await using before = startClient({ ...shared, kind: 'graphql-ws', after });
  await until('it listens', async () => (await metricOf(sleeper, 'server_feed_listeners')) === 1);

  const sequences = appointments.flatMap(({ deliveries }) =>
    deliveries.map((delivery) => createStatusSequence(delivery)),
  );
  const round = () => stage.log.append(sequences.map((next) => next()));
  await round();
  await sleeper.signal('SIGSTOP');
  await using resuming = startClient({ ...shared, kind: 'sdk', after });
  await using bare = startClient({ ...shared, kind: 'ws', after });
  await using fresh = startClient({ ...shared, kind: 'ws', after: null });
  // The other one goes on meanwhile, for longer than a ping may take.
  await using awake = startClient({ ...shared, url: () => stage.servers[0].url, kind: 'ws', after });
  const wakesAt = Date.now() + 15_000;
  while (Date.now() < wakesAt) {
    await round();
    const soFar = logged.length;
    await until('the other server delivers', () => awake.changes.length >= soFar - 8 && awake.changes.length > 0);
  }
  await sleeper.signal('SIGCONT');
  await round();
  await until('all is read back', async () => {
    const [log] = await stage.log.positions('notifications.status');
    return logged.length === log?.end;
  });
  const wanted = expectedOf(logged.slice(8));
  const resumed = [before, resuming, bare, awake];
  await until('all have everything', () => resumed.every(({ changes }) => changes.length >= wanted.length));
  for (const { changes, refusals } of resumed) {
    const whole = { expected: wanted.length, received: wanted.length, ...NOTHING_WRONG };
    expect(countPairs(wanted, changes.map(keyOf))).toEqual(whole);
    expect(refusals).toEqual([]);
  }
  const last = wanted.at(-1)?.key;
  await until('the fresh one is at the end', () => fresh.changes.some((change) => keyOf(change) === last));
  for (const { id } of appointments.flatMap(({ deliveries }) => deliveries)) {
    const of = (all: readonly Pick<LoggedChange, 'deliveryId' | 'status' | 'attempt'>[]) =>
      all.filter(({ deliveryId }) => deliveryId === id).map(keyOf);
    const [whole, seen] = [of(logged), of(fresh.changes)];
    expect(seen, 'from its snapshot on, every change').toEqual(whole.slice(whole.indexOf(seen[0] ?? '')));
  }
});
