/** What fan-out costs the server, and what an idle subscription holds, beside bare ws and a plain graphql-ws. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Bench, How } from '../bench.ts';
import { type Bar, type Line, medianOf, ratiosOf, short } from '../line.ts';
import { createDatabase, startDurablePostgres } from '../scene.ts';
import { type Crowd, connect, customerOf, gather } from './crowd.ts';
import { type Engine, type EngineName, engineNames, startEngine } from './engine.ts';

/** Fan-out to equal and to own subscriptions, one change and ten at a time; subscribing; memory of the idle. */
export const feed: Bench = { name: 'feed', run };

const SUBSCRIBERS = 1_000;
const IDLE = 3_000;
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
  await using postgres = await startDurablePostgres();
  const databaseUrl = await createDatabase(postgres, 'ours');
  const found: Record<EngineName, Costs[]> = { 'bare ws': [], 'plain graphql-ws': [], ours: [] };
  for (let round = 0; round < how.rounds; round++) {
    for (const name of engineNames) {
      found[name].push(await costsOf(name, databaseUrl, how));
      how.say(`round ${round + 1}: ${name} ${JSON.stringify(found[name].at(-1))}`);
    }
  }
  const line = (what: string, cost: keyof Costs, beside: EngineName, bar: Bar | null, note?: string): Line => {
    const [ours, theirs] = [found.ours.map((one) => one[cost]), found[beside].map((one) => one[cost])];
    const unit = UNITS[cost] ?? 'µs CPU';
    return {
      what,
      ratios: cost in UNITS ? ratiosOf(ours, theirs) : ratiosOf(theirs, ours),
      bar,
      ours: `${short(medianOf(ours))} ${unit}`,
      beside: `${short(medianOf(theirs))} ${unit}`,
      ...(note === undefined ? {} : { note }),
    };
  };
  const least = (value: number): Bar => ({ kind: 'at least', value });
  return [
    line(
      `fan-out to ${SUBSCRIBERS} equal: plain graphql-ws ÷ ours, CPU a message`,
      'single',
      'plain graphql-ws',
      least(2.3),
      ENGINE,
    ),
    line('the same: bare ws ÷ ours', 'single', 'bare ws', least(0.8)),
    line('ten changes in a turn: bare ws ÷ ours', 'ten', 'bare ws', least(2)),
    line('the same: plain graphql-ws ÷ ours', 'ten', 'plain graphql-ws', null),
    line(`a change of one among ${SUBSCRIBERS} own streams: plain ÷ ours`, 'own', 'plain graphql-ws', least(1.4), OWN),
    line('the same: bare ws ÷ ours', 'own', 'bare ws', least(0.45)),
    line('subscribe: plain graphql-ws ÷ ours, CPU', 'subscribe', 'plain graphql-ws', least(8), SUBSCRIBE),
    line(
      `${IDLE} subscribe at once: ours ÷ plain graphql-ws, a second`,
      'subscribesPerSecond',
      'plain graphql-ws',
      null,
    ),
    line('connect and say who it is: plain graphql-ws ÷ ours, CPU', 'connect', 'plain graphql-ws', null, CONNECT),
    line(`idle subscription: ours ÷ plain graphql-ws, ${IDLE} sockets`, 'idleKiB', 'plain graphql-ws', {
      kind: 'at most',
      value: 0.45,
    }),
    {
      what: 'idle subscription, KiB ÷ 10',
      ratios: found.ours.map(({ idleKiB }) => idleKiB / 10),
      bar: { kind: 'at most', value: 1 },
      ours: `${short(medianOf(found.ours.map(({ idleKiB }) => idleKiB)))} KiB`,
      beside: `bare ws ${short(medianOf(found['bare ws'].map(({ idleKiB }) => idleKiB)))} KiB`,
    },
  ];
}

const ENGINE =
  'the engine alone: hub, groups and sockets of the real server, with changes handed to the hub; reading the log and storing come on top, once for each change. Every engine has the young generation of our services';
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
async function begin(
  engine: Engine,
  count: number,
): Promise<Pick<Costs, 'connect' | 'subscribe' | 'subscribesPerSecond'>> {
  const cpu = async () => (await engine.process.usage()).cpuMicros;
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

async function fanOut(name: EngineName, databaseUrl: string, changes: number) {
  await using engine = await startEngine(name, databaseUrl);
  const crowd = await gather(engine, SUBSCRIBERS);
  const publish = async (count: number, times: number, reach: number, user?: string) => {
    const before = await engine.process.usage();
    for (let time = 0; time < times; time++) {
      const due = crowd.received() + reach * count;
      engine.publish(count, user);
      await arrived(crowd, due);
    }
    const after = await engine.process.usage();
    return (after.cpuMicros - before.cpuMicros) / (times * count * reach);
  };
  await publish(1, 30, SUBSCRIBERS);
  const single = await publish(1, changes, SUBSCRIBERS);
  const ten = await publish(10, Math.ceil(changes / 10), SUBSCRIBERS);
  crowd.leave();
  await engine.listened(0);
  return { single, ten, own: await ownChange(name, databaseUrl, changes) };
}

async function ownChange(name: EngineName, databaseUrl: string, changes: number): Promise<number> {
  await using engine = await startEngine(name, databaseUrl);
  const crowd = await gather(engine, SUBSCRIBERS, true);
  const run = async (times: number) => {
    for (let time = 0; time < times; time++) {
      const due = crowd.received() + 20;
      for (let user = 0; user < 20; user++) engine.publish(1, customerOf((time * 20 + user) % SUBSCRIBERS));
      await arrived(crowd, due);
    }
  };
  await run(20);
  const before = await engine.process.usage();
  await run(changes);
  const after = await engine.process.usage();
  crowd.leave();
  return (after.cpuMicros - before.cpuMicros) / (changes * 20);
}

async function arrived(crowd: Crowd, due: number): Promise<void> {
  for (const late = Date.now() + LATE_MS; crowd.received() < due; await turn()) {
    if (Date.now() > late) throw new Error(`${due} messages were expected, got ${crowd.received()}`);
  }
}

/** Resident memory once garbage is collected: the least of some looks, since pages are given back slowly. */
async function settledRss({ process }: { readonly process: { collect(): Promise<{ readonly rss: number }> } }) {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 5; look++) {
    least = Math.min(least, (await process.collect()).rss);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  return least;
}
