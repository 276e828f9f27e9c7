/** How many bookings a second are answered and what one costs, beside the same server that does nothing, and beside peers. */
import { SERVICE_NODE_OPTIONS } from '@belltower/dev/node-process';
import { createQuery } from '@belltower/dev/query';
import { until } from '@belltower/dev/until';
import pg from 'pg';
import type { Bench, How } from '../bench.ts';
import { atLeast, type Bar, compare, type Line, shortMedian } from '../line.ts';
import { appointmentBody } from '../parts/appointment-body.ts';
import { type Measured, measure } from '../parts/load.ts';
import { type Peer, signToken, startPeer } from '../parts/peer.ts';
import { openScene } from '../parts/scene.ts';
import { metricOf, UNLIMITED } from '../parts/services.ts';
import { cpuOf, inRounds, rateOf } from '../rounds.ts';

/** Bookings at 1, 16 and 64 connections, each in a closed loop. */
export const appointments: Bench = { name: 'bookings', run };

const CONNECTIONS = [1, 16, 64] as const;
const peers = ['textbook', 'equal textbook', 'mercurius', 'equal mercurius', 'yoga'] as const;
const names = ['no-op', 'durable', 'whole', ...peers] as const;
type Name = (typeof names)[number];
/** These are measured at 64 connections alone. */
const LOADED: readonly Name[] = ['equal textbook', 'equal mercurius'];

type Found = Readonly<Partial<Record<Name, readonly Measured[]>>>;

async function run(how: How): Promise<readonly Line[]> {
  await using scene = await openScene();
  const { postgres } = scene;
  const [brokers = ''] = (await scene.broker(how.say)).brokers;
  const load = await scene.load();
  const token = await signToken('desk', 'staff');
  const ours = await scene.database();
  const server = await scene.server({ databaseUrl: ours, brokers });
  const noOp = {
    name: 'no-op server',
    entry: 'bench/src/appointments/no-op-server.ts',
    environment: { DATABASE_URL: ours, ...UNLIMITED },
    nodeOptions: SERVICE_NODE_OPTIONS,
  };
  const servers = new Map<Name, Peer>([
    ['durable', server],
    ['whole', server],
    ['no-op', await scene.use(startPeer(noOp))],
  ]);
  for (const name of peers) {
    const [kind = ''] = name.split(' ').slice(-1);
    const databaseUrl = await scene.database(name.replace(' ', '_'));
    const equal = name.startsWith('equal') ? { EQUAL: '1' } : {};
    const environment = { DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers, ...equal };
    servers.set(name, await scene.peer(name, `peers/${kind}`, environment));
  }

  const orderTo = (targets: readonly Peer[], connections: number, ms: number) => {
    const url = targets.map((target) => `${target.url}/graphql`);
    return { url, token, body: appointmentBody, connections, for: { ms: ms * how.share } };
  };
  async function once(targets: readonly Peer[], connections: number): Promise<Measured> {
    await load.run(orderTo(targets, connections, 400));
    return await measure(load, targets, postgres, orderTo(targets, connections, 1_600));
  }

  const query = createQuery(ours);
  async function onceDurable(targets: readonly Peer[], connections: number): Promise<Measured> {
    await using _led = await leadElsewhere(ours);
    const booked = await once(targets, connections);
    await query('truncate server.outbox'); // its entries are not the next one's work
    return booked;
  }

  async function onceOf(name: Name, connections: number): Promise<Measured> {
    const targets = [servers.get(name) ?? server];
    if (name === 'durable') return await onceDurable(targets, connections);
    const booked = await once(targets, connections);
    if (name === 'whole') {
      await query('delete from server.outbox where id > (select min(id) + 2000 from server.outbox)');
      await until('the outbox is empty', async () => (await metricOf(server, 'server_outbox_entries')) === 0);
      await until('the feed has caught up', async () => (await metricOf(server, 'server_feed_lag_records')) === 0);
    }
    return booked;
  }

  /** Ten thousand bookings and more: until then the engine still compiles what it finds to be often used. */
  const warmUp = (target: Peer) => load.run(orderTo([target], 64, 5_000));
  for (const name of names) await warmUp(servers.get(name) ?? server);
  const lines: Line[] = [];
  for (const connections of CONNECTIONS) {
    how.say(`${connections} connections`);
    const wanted = names.filter((name) => connections === 64 || !LOADED.includes(name));
    lines.push(...linesOf(connections, await inRounds(wanted, (name) => onceOf(name, connections), how)));
  }

  const second = await scene.server({ databaseUrl: ours, brokers });
  await warmUp(second);
  const some = { one: [server], two: [server, second] };
  const { one: beside, two } = await inRounds(['one', 'two'], (name) => onceDurable(some[name], 64), how);
  const both = { ours: two, beside, read: rateOf, cell, note: TWO };
  return [...lines, compare('two server processes ÷ one, 64 connections', both)];
}

function linesOf(connections: number, found: Found): Line[] {
  const loaded = connections === 64;
  const at = `, ${connections} connection${connections === 1 ? '' : 's'}`;
  const both = (ours: Name, beside: Name) => ({ ours: found[ours] ?? [], beside: found[beside] ?? [] });
  const rates = (what: string, ours: Name, beside: Name, bar: Bar | null, note?: string) =>
    compare(what + at, { ...both(ours, beside), read: rateOf, cell, ...(loaded ? { bar, note } : {}) });
  const other = (what: string, beside: Name, read: (one: Measured) => number, unit: string) =>
    compare(what + at, { ...both('durable', beside), read, cell: (some) => `${shortMedian(some, read)} ${unit}` });
  const share = ({ cpuMicros, databaseMicros }: Measured) => databaseMicros / (cpuMicros + databaseMicros);
  const sameWork = 'durable ÷ Mercurius that does the same';
  return [
    rates('durable ÷ the same server doing nothing', 'durable', 'no-op', atLeast(0.4), DURABLE),
    rates('durable and relayed ÷ doing nothing', 'whole', 'no-op', null, WHOLE),
    rates('durable ÷ textbook', 'durable', 'textbook', atLeast(5), TEXTBOOK),
    rates('durable and relayed ÷ textbook', 'whole', 'textbook', atLeast(2.5)),
    rates('durable ÷ Mercurius and pg', 'durable', 'mercurius', atLeast(1), ONE_STATEMENT),
    rates('durable ÷ GraphQL Yoga and pg', 'durable', 'yoga', atLeast(2)),
    other("CPU of the server's process: durable ÷ doing nothing", 'no-op', cpuOf, 'µs'),
    ...(loaded
      ? [
          rates(`${sameWork} work`, 'durable', 'equal mercurius', atLeast(1.5), EQUAL),
          rates('durable ÷ textbook that does the same work', 'durable', 'equal textbook', null, EQUAL_TEXTBOOK),
          other(`PostgreSQL's share of a booking's CPU: ${sameWork}`, 'equal mercurius', share, 'of it'),
          other(`WAL of a booking: ${sameWork}`, 'equal mercurius', ({ walBytes }) => walBytes, 'bytes'),
        ]
      : []),
  ];
}

const ONE_STATEMENT =
  'the appointment and its event in one prepared statement on a pool of ten, nothing else; jose checks the token';
const EQUAL =
  'the same checks by zod, idempotency key, columns, indexes, delivery rows and outbox entry, in one prepared statement for each request';
const EQUAL_TEXTBOOK = 'the same work by MikroORM, a flush for each request; its relay to Kafka runs beside it';
const DURABLE =
  'committed with its deliveries and its event before it is answered (fsync on, tokens and inputs checked); another instance leads the relay meanwhile';
const WHOLE = 'one process takes the bookings and, on the same core, moves the event of each to Kafka (acks=all)';
const TEXTBOOK =
  'Apollo Server on Fastify, MikroORM flush for each request, kafkajs send in the resolver (acks=all): one event, no outbox, no deliveries';
const TWO =
  'on two cores both share them with the load and PostgreSQL: on machines of their own they add up until PostgreSQL is full';

function cell(measured: readonly Measured[]): string {
  const of = (read: (one: Measured) => number) => shortMedian(measured, read);
  return `${of(rateOf)}/s, ${of(cpuOf)} µs CPU and ${of(({ databaseMicros }) => databaseMicros)} of PostgreSQL's, p50 ${of(({ p50 }) => p50)} p99 ${of(({ p99 }) => p99)} ms`;
}

const LEAD = "select pg_try_advisory_lock(hashtextextended('belltower.server.relay', 0)) as leads";
const LEAVE = `select pg_terminate_backend(pid) from pg_locks l where locktype = 'advisory' and pid <> pg_backend_pid()
  and database = (select oid from pg_database where datname = current_database())
  and (select application_name from pg_stat_activity a where a.pid = l.pid) = 'belltower relay'`;

/** Holds the relay's lock as another instance would: ours stands by, and its outbox waits. */
async function leadElsewhere(databaseUrl: string): Promise<AsyncDisposable> {
  const session = new pg.Client({ connectionString: databaseUrl });
  await session.connect();
  const lock = async () => {
    await session.query(LEAVE);
    const { rows } = await session.query<{ leads: boolean }>(LEAD);
    return rows[0]?.leads;
  };
  await until('the relay is led elsewhere', lock); // another instance may be quicker
  const alive = setInterval(() => void session.query('select 1').catch(() => {}), 1_000); // who keeps silent loses it
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(alive);
      await session.end();
    },
  };
}
