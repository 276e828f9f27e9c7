/** Everything that clients do wrong, and networks, on the real server: each is answered as documented, and nobody else notices. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import { createTestDatabase } from '@belltower/dev/test-database';
import { until } from '@belltower/dev/until';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { metricOf } from '../testbed/metric-of.ts';
import { startClient } from './clients.ts';
import { type ControlSubscriber, startControlSubscriber } from './control-subscriber.ts';
import { signCursor } from './cursor-forgery.ts';
import { type Appointment, bookForCustomers } from './customers.ts';
import { expectedOf, keyOf } from './expected-changes.ts';
import { countPairs } from './pairs.ts';
import { openRawSocket, refusalOf, SUBSCRIPTION } from './raw-socket.ts';
import { type FeedStage, startFeedStage } from './stage.ts';
import { createStatusSequence } from './status-record.ts';
import { signToken, type TokenFor } from './tokens.ts';

const AUDIENCE = 'the feed';

describe('the server, beside a subscriber who notices nothing,', () => {
  const started = new AsyncDisposableStack();
  let stage: FeedStage;
  let bystander: ControlSubscriber;
  let own: Appointment;
  let foreign: Appointment;
  let quiet: Appointment;
  const tokenOf = (whose: Partial<TokenFor> = {}) =>
    signToken({ sub: 'anna', role: 'customer', audience: AUDIENCE, ...whose });
  const server = () => stage.servers[0];

  beforeAll(async () => {
    const database = started.use(await createTestDatabase());
    stage = started.use(await startFeedStage({ databaseUrl: database.url, environment: { JWT_AUDIENCE: AUDIENCE } }));
    const booked = await bookForCustomers(stage, ['anna', 'bert', 'carl'], 1);
    [own, foreign, quiet] = booked as [Appointment, Appointment, Appointment];
    bystander = started.use(await startControlSubscriber(stage, quiet, AUDIENCE));
  });
  afterEach(async () => {
    await bystander.undisturbed();
    await until('nothing is held of clients that are gone', async () => {
      const gauges = ['server_sockets', 'server_subscriptions', 'server_feed_listeners'];
      const counts = await Promise.all(gauges.map((name) => metricOf(server(), name)));
      return counts.every((count) => count === 1);
    });
  });
  afterAll(() => started.disposeAsync());

  it('refuses cursors that are forged, foreign, expired or from the future', async () => {
    using anna = await openRawSocket(server().url, { token: await tokenOf() });
    using bert = await openRawSocket(server().url, { token: await tokenOf({ sub: 'bert' }) });
    const appointmentId = own.id;
    const [body = '', signature = ''] = own.feedCursor.split('.');
    const forged = [
      'forged',
      '',
      '.',
      `${body}.${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : 'A'}`,
      `${Buffer.from('a 0 1').toString('base64url')}.${signature}`,
      'x'.repeat(50_000),
    ];
    for (const after of forged) expect(await anna.codeOf({ appointmentId, after })).toBe('CURSOR_INVALID');
    expect(await anna.codeOf({ after: own.feedCursor }), 'another argument’s').toBe('CURSOR_INVALID');
    expect(await bert.codeOf({ appointmentId: foreign.id, after: own.feedCursor }), 'another’s').toBe('CURSOR_INVALID');
    expect(await bert.codeOf({ appointmentId, after: own.feedCursor })).toMatch(/^(CURSOR_INVALID|NOT_FOUND)$/);

    const [now] = await stage.query<{ epoch: string }>('select epoch from server.feed_epoch');
    const genuine = { epoch: now?.epoch ?? '', position: 0, appointmentId, customer: 'anna' };
    const codeFor = async (changes: Partial<typeof genuine>) =>
      anna.codeOf({ appointmentId, after: await signCursor(stage.query, { ...genuine, ...changes }) });
    expect(await codeFor({}), 'the forgery is right in all else').toBeNull();
    expect(await codeFor({ epoch: '00000000-0000-4000-8000-000000000000' })).toBe('CURSOR_EXPIRED');
    expect(await codeFor({ position: 1_000_000_000 })).toBe('CURSOR_INVALID');
    await stage.query('update server.projection set history_start = 3');
    expect(await codeFor({}), 'older than the kept history').toBe('CURSOR_EXPIRED');
    await stage.query('update server.projection set history_start = 0');
  });

  it('accepts only a socket with a token for it, and closes it when the token expires', async () => {
    const closeCodeFor = async (init: unknown) => {
      using bare = await openRawSocket(server().url, { init });
      return await bare.closed();
    };
    const withToken = async (whose: Partial<TokenFor>) =>
      await closeCodeFor({ authorization: `Bearer ${await tokenOf(whose)}` });
    expect(await withToken({ validFor: '-60s' })).toBe(4403);
    expect(await withToken({ audience: 'another' })).toBe(4401);
    expect(await withToken({ secret: 'another secret, and long enough to be one' })).toBe(4401);
    expect(await closeCodeFor({})).toBe(4401);
    expect(await closeCodeFor({ authorization: 7 })).toBe(4401);
    using silent = await openRawSocket(server().url);
    expect(await silent.closed()).toBe(4408);
    using ending = await openRawSocket(server().url, { token: await tokenOf({ validFor: '2s' }) });
    expect(await ending.codeOf({ appointmentId: own.id })).toBeNull();
    expect(await ending.closed()).toBe(4403);
  });

  it('answers another’s appointment as one that does not exist', async () => {
    using anna = await openRawSocket(server().url, { token: await tokenOf() });
    expect(await anna.codeOf({ appointmentId: foreign.id })).toBe('NOT_FOUND');
    expect(await anna.codeOf({ appointmentId: '5e3a2f0e-0000-4000-8000-000000000000' })).toBe('NOT_FOUND');
    expect(await anna.codeOf({ appointmentId: "' or 1=1 --" })).toBe('NOT_FOUND');
    expect(await anna.codeOf({ appointmentId: own.id })).toBeNull();
  });

  it('closes the socket that sends ten megabytes', async () => {
    using bare = await openRawSocket(server().url, { token: await tokenOf() });
    bare.socket.send(`{"type":"ping","payload":{"x":"${'x'.repeat(10 * 1024 * 1024)}"}}`);
    expect(await bare.closed()).toBe(1009);
  });

  it('answers each of ten thousand subscribes on one socket, and starts no more than the cap', async () => {
    using bare = await openRawSocket(server().url, { token: await tokenOf() });
    const count = 10_000;
    for (let id = 0; id < count; id++) {
      bare.send({ id: String(id), type: 'subscribe', payload: { query: SUBSCRIPTION, variables: {} } });
      if (id % 500 === 0) await nextTurn(); // who reads nothing meanwhile is closed as too slow
    }
    const answered = () => new Set(bare.messages.filter(({ id }) => id !== undefined).map(({ id }) => id));
    await until('each is answered', () => answered().size === count);
    const codes = new Map<string, string | null>();
    for (const message of bare.messages) {
      if (message.id !== undefined && !codes.has(message.id)) codes.set(message.id, refusalOf(message));
    }
    const counts = Map.groupBy(codes.values(), (code) => code);
    // Snapshots of those that were let in may find no free connection to the database on a machine that has too much to do.
    for (const code of counts.keys()) expect([null, 'RATE_LIMITED', 'UNAVAILABLE']).toContain(code);
    expect(counts.get('RATE_LIMITED')?.length).toBeGreaterThan(count - 2_000);
    expect(counts.get(null)?.length).toBeGreaterThan(0);
    const open = await metricOf(server(), 'server_subscriptions');
    expect(open).toBeLessThanOrEqual(101); // 100, and the bystander's
    expect(bare.socket.readyState).toBe(bare.socket.OPEN);
  });

  it('finds a peer that went silent, who comes back by itself and has missed nothing', async () => {
    const port = Number(new URL(server().url).port);
    await using toMute = await startTcpProxy({ target: { port } });
    await using toClient = await startTcpProxy({ target: { port } });
    using _mute = await openRawSocket(`http://127.0.0.1:${toMute.port}`, { token: await tokenOf() });
    const { feedCursor: after, id: appointmentId } = own;
    await using client = startClient({
      kind: 'sdk',
      url: () => `http://127.0.0.1:${toClient.port}`,
      token: await tokenOf(),
      appointmentId,
      after,
      offlineMs: () => 500,
    });
    await until('the bookings have arrived', () => client.changes.length === 2);
    toMute.setFault({ kind: 'silent' });
    toClient.setFault({ kind: 'silent' });
    const since = Date.now();
    const sequences = own.deliveries.map((delivery) => createStatusSequence(delivery));
    await bystander.append(sequences.flatMap((next) => [next(), next(), next()]));
    await until('the client gives the silent socket up', () => toClient.connections === 0);
    toClient.setFault({ kind: 'none' });
    const wanted = () => bystander.logged.filter((one) => one.appointmentId === appointmentId).map(keyOf);
    await until('it has everything', () => client.changes.length >= 2 + sequences.length * 3);
    expect(client.changes.map(keyOf)).toEqual(wanted());
    expect(client.refusals).toEqual([]);
    await until('the server gives the mute one up', async () => (await metricOf(server(), 'server_sockets')) === 2);
    console.log(`both silences were found within ${Math.round((Date.now() - since) / 1_000)} s`);
  });

  it('closes readers who are too slow, in bounded memory, and they miss nothing', { timeout: 180_000 }, async () => {
    const message = '451 try again later, or somewhere else; '.repeat(10);
    const moreFields = Array.from({ length: 45 }, (_, n) => `m${n}: error { message }`).join(' '); // up to 20 KB a change
    const token = await tokenOf({ sub: 'desk', role: 'staff' });
    const [readers, rounds, perRound] = [12, 150, 20];
    await using slow = new AsyncDisposableStack();
    const url = () => server().url;
    const clients = Array.from({ length: readers }, () =>
      slow.use(
        startClient({ kind: 'ws', url, token, appointmentId: null, after: null, offlineMs: () => 200, moreFields }),
      ),
    );
    await until('all listen', async () => (await metricOf(server(), 'server_feed_listeners')) === readers + 1);
    await until('all have had the present', () => clients.every(({ changes }) => changes.length >= 6));
    const [delivery] = foreign.deliveries;
    if (delivery === undefined) throw new Error('a delivery is needed');
    const next = createStatusSequence(delivery, message);
    /** Every second change carries 20 KB: 30 MB for each reader, 360 MB for all, of which the kernel takes some 60. */
    async function peakMegabytes(): Promise<number> {
      let most = 0;
      for (let round = 0; round < rounds; round++) {
        await bystander.append(Array.from({ length: perRound }, next));
        await bystander.undisturbed();
        most = Math.max(most, await metricOf(server(), 'process_resident_memory_bytes'));
      }
      return most / 2 ** 20;
    }
    const read = await peakMegabytes();
    expect(clients.every(({ opened }) => opened === 1)).toBe(true);
    for (const client of clients) client.setReading(false);
    const from = bystander.logged.length;
    const unread = await peakMegabytes();
    console.log(
      `the server held ${read.toFixed(0)} MB with readers who read, and ${unread.toFixed(0)} MB with none who do`,
    );
    expect(unread - read).toBeLessThan(120);
    await until(
      'all slow readers are disconnected',
      async () => (await metricOf(server(), 'server_feed_listeners')) === 1,
    );
    for (const client of clients) client.setReading(true);
    const upTo = bystander.logged.length;
    const wanted = expectedOf(bystander.logged.slice(from, upTo));
    const last = wanted.at(-1)?.key;
    await until('they have caught up', () =>
      clients.every(({ changes }) => changes.some((one) => keyOf(one) === last)),
    );
    for (const { changes, refusals, opened, closeCodes } of clients) {
      const got = changes.map(keyOf);
      const since = got.slice(got.indexOf(wanted[0]?.key ?? ''), got.indexOf(last ?? '') + 1);
      expect(countPairs(wanted, since)).toEqual({
        expected: wanted.length,
        received: wanted.length,
        twice: 0,
        unexpected: 0,
        outOfOrder: 0,
      });
      expect(refusals).toEqual([]);
      expect(opened).toBeGreaterThan(1);
      expect([1013, 1006]).toContain(closeCodes[0]); // the latter for who has not read the farewell either, within 5 s
    }
  });
});
