/** What it takes when a thousand subscribers that were away come back at once, each with the changes it missed. */
import { until } from '@belltower/dev/until';
import type WebSocket from 'ws';
import { cursorNow } from '../../../e2e/src/feed/feed-cursor.ts';
import { appointmentBody } from '../appointments/appointments.ts';
import type { Bench, How } from '../bench.ts';
import { type Line, medianOf, ratiosOf, short } from '../line.ts';
import { openLiveSocket } from '../live-socket.ts';
import { startLoad } from '../load/load.ts';
import { createDatabase, startDurablePostgres } from '../scene.ts';
import { metricOf, type ServerUnderTest, startOurServer } from '../server-under-test.ts';
import { signToken } from '../sign-token.ts';

/** A thousand resumes beside a thousand that begin now, on the whole server. */
export const herd: Bench = { name: 'herd', run };

const SOCKETS = 1_000;
const DOCUMENT = `subscription ($after: String) {
  deliveryStatusChanged(after: $after) { cursor replayed deliveryId appointmentId channel status attempt occurredAt }
}`;

/** One coming of all of them. */
interface Coming {
  readonly seconds: number;
  /** Microseconds of the server for each. */
  readonly cpuMicros: number;
}

async function run(how: How): Promise<readonly Line[]> {
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startDurablePostgres());
  const databaseUrl = await createDatabase(postgres, 'ours');
  const server = started.use(
    await startOurServer({ databaseUrl, brokers: null, environment: { SOCKET_INIT_MS: '60000' } }),
  );
  const load = started.use(startLoad());
  const token = await signToken('desk', 'staff');
  const cursor = () => cursorNow(server, token);
  const before = await cursor();
  const order = { url: `${server.url}/graphql`, token, bodies: [appointmentBody], connections: 1 };
  const { requests } = await load.run({ ...order, forMs: 600 * how.share, perSecond: 100 });
  const missed = requests * 2; // one of each channel
  await until(
    'the bookings are projected',
    async () => (await metricOf(server.url, 'server_records_projected_total')) === missed,
  );

  const found = { fresh: [] as Coming[], resumed: [] as Coming[] };
  await come(server, token, await cursor(), 0); // warms up
  for (let round = 0; round < how.rounds; round++) {
    found.fresh.push(await come(server, token, await cursor(), 0));
    found.resumed.push(await come(server, token, before, missed));
    how.say(
      `round ${round + 1}: ${missed} missed each, ${JSON.stringify({ fresh: found.fresh.at(-1), resumed: found.resumed.at(-1) })}`,
    );
  }
  const of = (comings: readonly Coming[], read: keyof Coming) => comings.map((one) => one[read]);
  const cell = (comings: readonly Coming[]) =>
    `${short(medianOf(of(comings, 'seconds')))} s, ${short(SOCKETS / medianOf(of(comings, 'seconds')))} subscribes/s, ${short(medianOf(of(comings, 'cpuMicros')))} µs CPU each`;
  const common = { bar: null, ours: cell(found.resumed), beside: cell(found.fresh) };
  return [
    {
      what: `${SOCKETS} resume at once, each with ${missed} missed changes ÷ as many that begin now: time until all have all`,
      ratios: ratiosOf(of(found.resumed, 'seconds'), of(found.fresh, 'seconds')),
      ...common,
      note: 'connecting, tokens, checks of the document and the cursor are in both; the load comes from one process, whose own time is in it',
    },
    {
      what: 'the same: CPU of the server',
      ratios: ratiosOf(of(found.resumed, 'cpuMicros'), of(found.fresh, 'cpuMicros')),
      ...common,
    },
  ];
}

async function come(server: ServerUnderTest, token: string, after: string, missed: number): Promise<Coming> {
  const sockets: WebSocket[] = [];
  let received = 0;
  const usedBefore = await server.process.usage();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: SOCKETS }, async () => {
      const socket = await openLiveSocket(server.url, token);
      sockets.push(socket);
      socket.on('message', (data) => {
        if (String(data).includes('"type":"next"')) received++;
      });
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: DOCUMENT, variables: { after } } }));
    }),
  );
  const subscribed = async () => (await metricOf(server.url, 'server_subscriptions')) === SOCKETS;
  await until(
    'all are subscribed, and have what they missed',
    async () => received >= SOCKETS * missed && (await subscribed()),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  const usedAfter = await server.process.usage();
  if (received !== SOCKETS * missed) throw new Error(`${SOCKETS * missed} changes were expected, got ${received}`);
  for (const socket of sockets) socket.terminate();
  await until('all are gone', async () => (await metricOf(server.url, 'server_subscriptions')) === 0);
  return { seconds, cpuMicros: (usedAfter.cpuMicros - usedBefore.cpuMicros) / SOCKETS };
}
