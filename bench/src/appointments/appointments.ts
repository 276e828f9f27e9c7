/** How many bookings a second are answered, and what the CPU of one is, beside the same server that does nothing. */

import { SERVICE_NODE_OPTIONS } from '@belltower/dev/node-process';
import { createQuery } from '@belltower/dev/query';
import { until } from '@belltower/dev/until';
import type { Bench, How } from '../bench.ts';
import { type Line, medianOf, ratiosOf, short } from '../line.ts';
import { type Load, type Measured, measure, startLoad } from '../load/load.ts';
import { postgresCpuMicros } from '../postgres-cpu.ts';
import { createDatabase, startBroker, startDurablePostgres } from '../scene.ts';
import { metricOf, type ServerUnderTest, startOurServer, startPeer } from '../server-under-test.ts';
import { signToken } from '../sign-token.ts';

/** What one booking asks: the same of everybody. */
export const appointmentBody = {
  query: 'mutation Book($input: CreateAppointmentInput!) { createAppointment(input: $input) { appointment { id } } }',
  variables: {
    input: {
      time: new Date(Date.now() + 24 * 3_600_000).toISOString(),
      timeZone: 'Europe/Vienna',
      title: 'Dental check-up',
      location: 'Ringstrasse 1, Vienna',
      email: 'guest@example.com',
      phone: '+15555550123',
      notify: { email: true, sms: true },
    },
  },
};

const CONNECTIONS = [1, 16, 64] as const;
const names = ['no-op', 'durable', 'whole', 'textbook', 'mercurius', 'yoga'] as const;
type Name = (typeof names)[number];

/** With PostgreSQL's own microseconds for each booking. */
interface Booked extends Measured {
  readonly databaseMicros: number;
}

/** Bookings at 1, 16 and 64 connections, each in a closed loop. */
export const appointments: Bench = { name: 'bookings', run };

async function run(how: How): Promise<readonly Line[]> {
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startDurablePostgres());
  const { brokers } = started.use(await startBroker(how.say));
  const ours = await createDatabase(postgres, 'ours');
  const load = started.use(startLoad());
  const server = started.use(await startOurServer({ databaseUrl: ours, brokers }));
  const startAppointmentPeer = async (name: 'textbook' | 'mercurius' | 'yoga') =>
    await startPeer(name, `bench/peers/${name}-server.ts`, {
      DATABASE_URL: await createDatabase(postgres, name),
      KAFKA_BROKERS: brokers,
    });
  const servers: Readonly<Record<Name, ServerUnderTest>> = {
    'no-op': started.use(
      await startPeer(
        'no-op server',
        'bench/src/appointments/no-op-server.ts',
        { DATABASE_URL: ours, REQUESTS_PER_SECOND: '1000000', REQUESTS_BURST: '1000000' },
        SERVICE_NODE_OPTIONS,
      ),
    ),
    durable: server,
    whole: server,
    textbook: started.use(await startAppointmentPeer('textbook')),
    mercurius: started.use(await startAppointmentPeer('mercurius')),
    yoga: started.use(await startAppointmentPeer('yoga')),
  };
  const token = await signToken('desk', 'staff');
  const settle = createSettle(ours, server.url);

  async function once(name: Name, connections: number): Promise<Booked> {
    const target = servers[name];
    await using _led = name === 'durable' ? await leadElsewhere(ours) : null;
    const order = { url: `${target.url}/graphql`, token, bodies: [appointmentBody], connections };
    await load.run({ ...order, forMs: 500 * how.share });
    const before = postgresCpuMicros(postgres.port);
    const measured = await measure(load, target.process, { ...order, forMs: 2_000 * how.share });
    const databaseMicros = (postgresCpuMicros(postgres.port) - before) / measured.requests;
    await settle(name);
    return { ...measured, databaseMicros };
  }

  await warmUp(load, servers, token, how);
  const lines: Line[] = [];
  for (const connections of CONNECTIONS) {
    const found: Record<Name, Booked[]> = {
      'no-op': [],
      durable: [],
      whole: [],
      textbook: [],
      mercurius: [],
      yoga: [],
    };
    for (let round = 0; round < how.rounds; round++) {
      for (const name of names) {
        found[name].push(await once(name, connections));
      }
      how.say(
        `${connections} connections, round ${round + 1}: ${names.map((name) => `${name} ${cell(found[name].slice(-1))}`).join('; ')}`,
      );
    }
    lines.push(...linesOf(connections, found));
  }
  return lines;
}

function linesOf(connections: number, found: Readonly<Record<Name, readonly Booked[]>>): Line[] {
  const rates = (name: Name) => found[name].map(({ rate }) => rate);
  const line = (name: Name, beside: Name, what: string, bar: number | null, note?: string): Line => ({
    what: `${what}, ${connections} connection${connections === 1 ? '' : 's'}`,
    ratios: ratiosOf(rates(name), rates(beside)),
    bar: bar === null ? null : { kind: 'at least', value: bar },
    ours: cell(found[name]),
    beside: cell(found[beside]),
    ...(note === undefined ? {} : { note }),
  });
  const judged = connections === 64;
  return [
    line(
      'durable',
      'no-op',
      'durable ÷ the same server doing nothing',
      judged ? 0.8 : null,
      judged ? DURABLE : undefined,
    ),
    line('whole', 'no-op', 'durable and relayed and projected ÷ doing nothing', null, judged ? WHOLE : undefined),
    line('durable', 'textbook', 'durable ÷ textbook', judged ? 4 : null, judged ? TEXTBOOK : undefined),
    line('whole', 'textbook', 'durable and relayed and projected ÷ textbook', null),
    line('durable', 'mercurius', 'durable ÷ Mercurius and pg', judged ? 1.6 : null, judged ? ONE_STATEMENT : undefined),
    line('durable', 'yoga', 'durable ÷ GraphQL Yoga and pg', judged ? 1.6 : null),
    cpuLine(connections, found),
  ];
}

/** On a machine that others use, the CPU of one booking says more than how many there were. */
function cpuLine(connections: number, found: Readonly<Record<Name, readonly Booked[]>>): Line {
  const cpu = (name: Name) => found[name].map(({ cpuMicros }) => cpuMicros);
  return {
    what: `CPU of the server's process: durable ÷ doing nothing, ${connections} connection${connections === 1 ? '' : 's'}`,
    ratios: ratiosOf(cpu('durable'), cpu('no-op')),
    bar: null,
    ours: `${short(medianOf(cpu('durable')))} µs`,
    beside: `${short(medianOf(cpu('no-op')))} µs; textbook ${short(medianOf(cpu('textbook')))}, Mercurius ${short(medianOf(cpu('mercurius')))}, Yoga ${short(medianOf(cpu('yoga')))}`,
  };
}

const ONE_STATEMENT =
  'the appointment and its event in one prepared statement on a pool of ten, nothing else; jose checks the token';
const DURABLE =
  'committed with its deliveries and three events before it is answered (fsync on, tokens and inputs checked); another instance leads the relay meanwhile';
const WHOLE =
  'one process takes the bookings and, on the same core, moves three events of each to Kafka (acks=all), reads two of them back and stores them';
const TEXTBOOK =
  'Apollo Server on Fastify, MikroORM flush for each request, kafkajs send in the resolver (acks=all): one event, no outbox, no deliveries';

function cell(measured: readonly Booked[]): string {
  const of = (read: (one: Booked) => number) => short(medianOf(measured.map(read)));
  return `${of(({ rate }) => rate)}/s, ${of(({ cpuMicros }) => cpuMicros)} µs CPU and ${of(({ databaseMicros }) => databaseMicros)} of PostgreSQL's, p50 ${of(({ p50 }) => p50)} p99 ${of(({ p99 }) => p99)} ms`;
}

/** Ten thousand bookings and more: until then the engine still compiles what it finds to be often used. */
async function warmUp(load: Load, servers: Readonly<Record<Name, ServerUnderTest>>, token: string, how: How) {
  for (const name of names) {
    await load.run({
      url: `${servers[name].url}/graphql`,
      token,
      bodies: [appointmentBody],
      connections: 64,
      forMs: 8_000 * how.share,
    });
  }
}

/** Holds the relay's lock as another instance would: ours stands by, and its outbox waits. */
async function leadElsewhere(databaseUrl: string): Promise<AsyncDisposable> {
  const { Client } = (await import('pg')).default;
  const session = new Client({ connectionString: databaseUrl });
  await session.connect();
  await session.query(
    `select pg_terminate_backend(pid) from pg_locks l where locktype = 'advisory' and pid <> pg_backend_pid()
      and database = (select oid from pg_database where datname = current_database())
      and (select application_name from pg_stat_activity a where a.pid = l.pid) = 'belltower relay'`,
  );
  await session.query("select pg_advisory_lock(hashtextextended('belltower.server.relay', 0))");
  const alive = setInterval(() => void session.query('select 1').catch(() => {}), 1_000); // who keeps silent loses it
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(alive);
      await session.end();
    },
  };
}

/** Lets what a measurement left behind go its way before the next one: its entries are not the next one's work. */
function createSettle(databaseUrl: string, url: string) {
  const query = createQuery(databaseUrl);
  return async (name: Name): Promise<void> => {
    if (name === 'durable') await query('truncate server.outbox');
    if (name !== 'whole') return;
    await query('delete from server.outbox where id > (select min(id) + 2000 from server.outbox)');
    await until('the outbox is empty', async () => (await metricOf(url, 'server_outbox_entries')) === 0);
    await until('the feed has caught up', async () => (await metricOf(url, 'server_feed_lag_records')) === 0);
  };
}
