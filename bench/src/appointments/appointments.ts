/** How many bookings a second are answered and what one costs, beside the same server that does nothing, and beside peers. */
import { SERVICE_NODE_OPTIONS } from '@belltower/dev/node-process';
import { createQuery } from '@belltower/dev/query';
import { until } from '@belltower/dev/until';
import pg from 'pg';
import type { Bench, How } from '../bench.ts';
import { atLeast, type Bar, compare, type Line, shortMedian } from '../line.ts';
import { appointmentBody } from '../parts/appointment-body.ts';
import { type Measured, measure, startLoad } from '../parts/load.ts';
import { type Peer, startPeer } from '../parts/peer.ts';
import { createDatabase, signToken, startBroker, startDurablePostgres, walBytes } from '../parts/scene.ts';
import { metricOf, startOurServer, UNLIMITED } from '../parts/services.ts';
import { cpuOf, inRounds, rateOf } from '../rounds.ts';

/** Bookings at 1, 16 and 64 connections, each in a closed loop. */
export const appointments: Bench = { name: 'bookings', run };

const CONNECTIONS = [1, 16, 64] as const;
const peers = ['textbook', 'equal textbook', 'mercurius', 'equal mercurius', 'yoga'] as const;
const names = ['no-op', 'durable', 'whole', ...peers] as const;
type Name = (typeof names)[number];
/** These are measured at 64 connections alone. */
const LOADED: readonly Name[] = ['equal textbook', 'equal mercurius'];

/** With the bytes of WAL of each booking. */
interface Booked extends Measured {
  readonly walBytes: number;
}
type Found = Readonly<Partial<Record<Name, readonly Booked[]>>>;

async function run(how: How): Promise<readonly Line[]> {
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startDurablePostgres());
  const { address: brokers } = started.use(await startBroker(how.say));
  const load = started.use(await startLoad());
  const token = await signToken('desk', 'staff');
  const ours = await createDatabase(postgres, 'ours');
  const server = started.use(await startOurServer({ databaseUrl: ours, brokers }));
  const servers = new Map<Name, Peer>([
    ['durable', server],
    ['whole', server],
  ]);
  servers.set(
    'no-op',
    started.use(
      await startPeer({
        name: 'no-op server',
        entry: 'bench/src/appointments/no-op-server.ts',
        environment: { DATABASE_URL: ours, ...UNLIMITED },
        nodeOptions: SERVICE_NODE_OPTIONS,
      }),
    ),
  );
  for (const name of peers) {
    const [kind = ''] = name.split(' ').slice(-1);
    const environment = {
      DATABASE_URL: await createDatabase(postgres, name.replace(' ', '_')),
      KAFKA_BROKERS: brokers,
      ...(name.startsWith('equal') ? { EQUAL: '1' } : {}),
    };
    servers.set(name, started.use(await startPeer({ name, entry: `bench/peers/${kind}-server.ts`, environment })));
  }

  async function once(targets: readonly Peer[], connections: number): Promise<Booked> {
    const url = targets.map((target) => `${target.url}/graphql`);
    const order = (ms: number) => ({ url, token, body: appointmentBody, connections, for: { ms: ms * how.share } });
    await load.run(order(400));
    const before = await walBytes(postgres);
    const measured = await measure(load, targets, postgres.port, order(1_600));
    return { ...measured, walBytes: ((await walBytes(postgres)) - before) / measured.requests };
  }

  const query = createQuery(ours);
  async function onceDurable(targets: readonly Peer[], connections: number): Promise<Booked> {
    await using _led = await leadElsewhere(ours);
    const booked = await once(targets, connections);
    await query('truncate server.outbox'); // its entries are not the next one's work
    return booked;
  }

  async function onceOf(name: Name, connections: number): Promise<Booked> {
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
  const warmUp = async (target: Peer) =>
    await load.run({
      url: `${target.url}/graphql`,
      token,
      body: appointmentBody,
      connections: 64,
      for: { ms: 5_000 * how.share },
    });
  for (const name of names) await warmUp(servers.get(name) ?? server);
  const lines: Line[] = [];
  for (const connections of CONNECTIONS) {
    how.say(`${connections} connections`);
    const wanted = names.filter((name) => connections === 64 || !LOADED.includes(name));
    lines.push(...linesOf(connections, await inRounds(wanted, (name) => onceOf(name, connections), how)));
  }

  const second = started.use(await startOurServer({ databaseUrl: ours, brokers }));
  await warmUp(second);
  const some = { one: [server], two: [server, second] };
  const found = await inRounds(['one', 'two'], (name) => onceDurable(some[name], 64), how);
  lines.push(
    compare('two server processes ÷ one, 64 connections', {
      ours: found.two,
      beside: found.one,
      read: rateOf,
      cell,
      note: TWO,
    }),
  );
  return lines;
}

function linesOf(connections: number, found: Found): Line[] {
  const loaded = connections === 64;
  const at = `, ${connections} connection${connections === 1 ? '' : 's'}`;
  const of = (name: Name) => found[name] ?? [];
  const rates = (what: string, name: Name, beside: Name, bar: Bar | null, note?: string) =>
    compare(what + at, {
      ours: of(name),
      beside: of(beside),
      read: rateOf,
      cell,
      bar: loaded ? bar : null,
      note: loaded ? note : undefined,
    });
  const other = (what: string, beside: Name, read: (one: Booked) => number, unit: string) =>
    compare(what + at, {
      ours: of('durable'),
      beside: of(beside),
      read,
      cell: (some) => `${shortMedian(some, read)} ${unit}`,
    });
  const share = ({ cpuMicros, databaseMicros }: Booked) => databaseMicros / (cpuMicros + databaseMicros);
  const bytes = (one: Booked) => one.walBytes;
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
          rates('durable ÷ Mercurius that does the same work', 'durable', 'equal mercurius', atLeast(1.5), EQUAL),
          rates('durable ÷ textbook that does the same work', 'durable', 'equal textbook', null, EQUAL_TEXTBOOK),
          other(
            "PostgreSQL's share of a booking's CPU: durable ÷ Mercurius that does the same",
            'equal mercurius',
            share,
            'of it',
          ),
          other('WAL of a booking: durable ÷ Mercurius that does the same', 'equal mercurius', bytes, 'bytes'),
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

function cell(measured: readonly Booked[]): string {
  const of = (read: (one: Booked) => number) => shortMedian(measured, read);
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
