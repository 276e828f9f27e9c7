/** What fan-out costs the server, and what an idle subscription holds, beside bare ws and a plain graphql-ws. */
import { setImmediate as turn } from 'node:timers/promises';
import { createQuery } from '@belltower/dev/query';
import type { Bench, How } from '../bench.ts';
import { atLeast, atMost, type Bar, compare, type Line, line, shortMedian } from '../line.ts';
import { fillAppointments } from '../parts/fill.ts';
import { openScene } from '../parts/scene.ts';
import { inRounds } from '../rounds.ts';
import { type Crowd, connect, customerOf, gather } from './crowd.ts';
import { type Engine, type EngineName, startEngine } from './engine.ts';
import type { EngineOrder } from './served-engine.ts';

/** Fan-out to equal and to own subscriptions, one change and ten at a time; subscribing; memory of the idle. */
export const feed: Bench = { name: 'feed', run };

const SUBSCRIBERS = 1_000;
const IDLE = 3_000;
/** Appointments that are watched one by one. */
const SINGLE = 10_000;
const LATE_MS = 60_000;

/** What is measured of each engine, in each round. */
interface Costs {
  /** Microseconds of CPU for each message. */
  readonly single: number;
  readonly ten: number;
  /** Microseconds for one change of one customer, among many who watch their own. */
  readonly own: number;
  /** Microseconds for connecting, and for subscribing then. */
  readonly connect: number;
  readonly subscribe: number;
  /** Subscriptions that were begun in a second, all asked for at once. */
  readonly subscribesPerSecond: number;
  /** KiB for each idle subscription. */
  readonly idleKiB: number;
}

/** What is not CPU, and so stands the other way round: ours first. */
const UNITS: Readonly<Partial<Record<keyof Costs, string>>> = { idleKiB: 'KiB', subscribesPerSecond: 'a second' };

async function run(how: How): Promise<readonly Line[]> {
  await using scene = await openScene();
  const databaseUrl = await scene.database();
  const found = await inRounds(['bare ws', 'plain graphql-ws', 'ours'], (name) => costsOf(name, databaseUrl, how), how);
  await fillAppointments(databaseUrl, SINGLE);
  const rows = await createQuery(databaseUrl)<{ id: string }>('select id from server.appointment');
  const ids = rows.map(({ id }) => id);
  const single = await inRounds(['with withFilter', 'ours'], (name) => singleChange(name, databaseUrl, ids), how);

  type Other = 'bare ws' | 'plain graphql-ws';
  const beside = (what: string, cost: keyof Costs, other: Other, bar: Bar | null = null, note?: string) => {
    const unit = UNITS[cost];
    const read = (costs: Costs) => (unit === undefined ? 1 / costs[cost] : costs[cost]);
    const cell = (some: readonly Costs[]) => `${shortMedian(some, (one) => one[cost])} ${unit ?? 'µs CPU'}`;
    return compare(what, { ours: found.ours, beside: found[other], read, cell, bar, note });
  };
  const plain = 'plain graphql-ws';
  const [equal, own] = [`fan-out to ${SUBSCRIBERS} equal`, `a change of one among ${SUBSCRIBERS} own streams`];
  return [
    beside(`${equal}: plain graphql-ws ÷ ours, CPU a message`, 'single', plain, atLeast(3), ENGINE),
    beside('the same: bare ws ÷ ours', 'single', 'bare ws', atLeast(0.75)),
    beside('ten changes in a turn: bare ws ÷ ours', 'ten', 'bare ws', atLeast(1.4)),
    beside('the same: plain graphql-ws ÷ ours', 'ten', plain),
    beside(`${own}: plain ÷ ours`, 'own', plain, atLeast(2), OWN),
    beside('the same: bare ws ÷ ours', 'own', 'bare ws', atLeast(0.55)),
    compare(`a change of one among ${SINGLE} single appointments: withFilter ÷ ours, CPU`, {
      ours: single.ours,
      beside: single['with withFilter'],
      read: (micros) => 1 / micros,
      cell: (some) => `${shortMedian(some, (micros) => micros)} µs CPU`,
      bar: atLeast(100),
      note: FILTER,
    }),
    beside('subscribe: plain graphql-ws ÷ ours, CPU', 'subscribe', plain, atLeast(6), SUBSCRIBE),
    beside(`${IDLE} subscribe at once: ours ÷ plain graphql-ws, a second`, 'subscribesPerSecond', plain),
    beside('connect and say who it is: plain graphql-ws ÷ ours, CPU', 'connect', plain, null, CONNECT),
    beside(`idle subscription: ours ÷ plain graphql-ws, ${IDLE} sockets`, 'idleKiB', plain, atMost(0.35)),
    line('idle subscription', found.ours, ({ idleKiB }) => idleKiB, 'KiB', atMost(10)),
  ];
}

const ENGINE =
  'the engine alone: hub, groups and sockets of the real server, with changes handed to the hub; reading the log and storing come on top, once for each change; every engine has the young generation that ours is shipped with';
const FILTER =
  'graphql-ws with PubSub and withFilter of graphql-subscriptions, as most servers have it: every subscriber is asked about every change; a hundred subscriptions a socket';
const OWN = 'each watches all of its own; the plain server asks every listener, as withFilter does';
const SUBSCRIBE =
  'ours checks limits and what may be seen, and reads where to begin from the database; the plain server parses and validates the document each time, and has no past';
const CONNECT = "ours checks the token's signature and time; the plain server believes it";

async function costsOf(name: EngineName, databaseUrl: string, how: How): Promise<Costs> {
  const changes = Math.max(20, Math.round(100 * how.share));
  const fan = await fanOut(name, databaseUrl, changes);
  await using engine = await startEngine(name, databaseUrl);
  const warm = await gather(engine, 300, true);
  warm.leave();
  await engine.listened(0);
  const before = await settledRss(engine);
  const count = Math.round(IDLE * how.share);
  const crowd = await gather(engine, count);
  const after = await settledRss(engine);
  crowd.leave();
  await engine.listened(0);
  return { ...fan, ...(await begin(engine, count)), idleKiB: (after - before) / 1_024 / count };
}

/** Connecting, and then subscribing all at once, on an engine that has done so before. */
async function begin(engine: Engine, count: number) {
  const cpu = async () => (await engine.usage()).cpuMicros;
  const atFirst = await cpu();
  const connected = await connect(engine, count);
  const afterConnecting = await cpu();
  const since = performance.now();
  const crowd = await connected.subscribe();
  const subscribesPerSecond = count / ((performance.now() - since) / 1_000);
  const afterSubscribing = await cpu();
  crowd.leave();
  return {
    connect: (afterConnecting - atFirst) / count,
    subscribe: (afterSubscribing - afterConnecting) / count,
    subscribesPerSecond,
  };
}

/** Microseconds for a change of one appointment, each of which has one subscriber. */
async function singleChange(name: EngineName, databaseUrl: string, ids: readonly string[]): Promise<number> {
  await using engine = await startEngine(name, databaseUrl);
  const crowd = await (await connect(engine, SINGLE / 100)).subscribe(ids);
  const orders = (turn: number) => twenty((n) => ({ count: 1, appointment: ids[(turn * 997 + n) % ids.length] ?? '' }));
  await microsOf(engine, crowd, 2, orders);
  const micros = await microsOf(engine, crowd, 5, orders);
  crowd.leave();
  return micros;
}

async function fanOut(name: EngineName, databaseUrl: string, changes: number) {
  await using engine = await startEngine(name, databaseUrl);
  const crowd = await gather(engine, SUBSCRIBERS);
  const publish = (count: number, turns: number) => microsOf(engine, crowd, turns, () => [{ count }], SUBSCRIBERS);
  await publish(1, 30);
  const [single, ten] = [await publish(1, changes), await publish(10, Math.ceil(changes / 10))];
  crowd.leave();
  await engine.listened(0);
  return { single, ten, own: await ownChange(name, databaseUrl, changes) };
}

async function ownChange(name: EngineName, databaseUrl: string, changes: number): Promise<number> {
  await using engine = await startEngine(name, databaseUrl);
  const crowd = await gather(engine, SUBSCRIBERS, true);
  const orders = (turn: number) => twenty((n) => ({ count: 1, user: customerOf((turn * 20 + n) % SUBSCRIBERS) }));
  await microsOf(engine, crowd, 20, orders);
  const micros = await microsOf(engine, crowd, changes, orders);
  crowd.leave();
  return micros;
}

const twenty = <One>(make: (n: number) => One) => Array.from({ length: 20 }, (_, n) => make(n));

/** Microseconds of CPU for each message, when these orders are carried out in each turn, and each reaches so many. */
async function microsOf(
  engine: Engine,
  crowd: Crowd,
  turns: number,
  ordersOf: (turn: number) => readonly EngineOrder[],
  reach = 1,
): Promise<number> {
  const [before, receivedBefore] = [await engine.usage(), crowd.received()];
  let due = receivedBefore;
  for (let turn = 0; turn < turns; turn++) {
    for (const order of ordersOf(turn)) {
      due += order.count * reach;
      await engine.call('publish', order);
    }
    await arrived(crowd, due);
  }
  return ((await engine.usage()).cpuMicros - before.cpuMicros) / (due - receivedBefore);
}

async function arrived(crowd: Crowd, due: number): Promise<void> {
  for (const late = Date.now() + LATE_MS; crowd.received() < due; await turn()) {
    if (Date.now() > late) throw new Error(`${due} messages were expected, got ${crowd.received()}`);
  }
}

/** Resident memory once garbage is collected: the least of some looks, since pages are given back slowly. */
async function settledRss(engine: Engine): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 5; look++) {
    least = Math.min(least, (await engine.collect()).rss);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  return least;
}
