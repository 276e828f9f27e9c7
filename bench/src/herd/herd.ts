/** What it takes when a thousand subscribers that were away come back at once, each with the changes it missed. */
import { createQuery } from '@belltower/dev/query';
import { until } from '@belltower/dev/until';
import { openEventLog } from '@belltower/event-log';
import type WebSocket from 'ws';
import { type Reported, statusRecord } from '../../../e2e/src/feed/status-record.ts';
import { cursorNow } from '../../../e2e/src/testbed/caller.ts';
import type { Bench, How } from '../bench.ts';
import { atMost, compare, type Line, shortMedian } from '../line.ts';
import { appointmentBody } from '../parts/appointment-body.ts';
import { openLiveSocket, subscribe } from '../parts/live-socket.ts';
import { type Peer, signToken } from '../parts/peer.ts';
import { openScene } from '../parts/scene.ts';
import { metricOf } from '../parts/services.ts';
import { inRounds } from '../rounds.ts';

/** A thousand resumes beside a thousand that begin now, on the whole server. */
export const herd: Bench = { name: 'herd', run };

const SOCKETS = 1_000;
const DOCUMENT = `subscription ($after: String) {
  deliveryStatusChanged(after: $after) { cursor replayed deliveryId appointmentId channel status attempt occurredAt }
}`;

interface Coming {
  readonly seconds: number;
  /** Microseconds of the server for each. */
  readonly cpuMicros: number;
}

async function run(how: How): Promise<readonly Line[]> {
  await using scene = await openScene();
  const databaseUrl = await scene.database();
  const server = await scene.server({ databaseUrl, brokers: null, environment: { SOCKET_INIT_MS: '60000' } });
  const load = await scene.load();
  const token = await signToken('desk', 'staff');
  const cursor = () => cursorNow(server, token);
  const before = await cursor();
  const order = { url: `${server.url}/graphql`, token, body: appointmentBody, connections: 1 };
  await load.run({ ...order, for: { requests: Math.max(5, Math.round(31 * how.share)) } });
  const missed = await reportQueued(databaseUrl);
  const projected = () => metricOf(server, 'server_records_projected_total');
  await until('the bookings are projected', async () => (await projected()) === missed);

  const fresh = async () => await come(server, token, await cursor(), 0);
  await fresh(); // warms up
  const once = (name: 'fresh' | 'resumed') => (name === 'fresh' ? fresh() : come(server, token, before, missed));
  const found = await inRounds(['fresh', 'resumed'], once, how);
  const cell = (some: readonly Coming[]) =>
    `${shortMedian(some, ({ seconds }) => seconds)} s, ${shortMedian(some, ({ seconds }) => SOCKETS / seconds)} subscribes/s, ${shortMedian(some, ({ cpuMicros }) => cpuMicros)} µs CPU each`;
  const both = { ours: found.resumed, beside: found.fresh, cell };
  const what = `${SOCKETS} resume at once, each with ${missed} missed changes ÷ as many that begin now: time until all have all`;
  return [
    compare(what, { ...both, read: ({ seconds }) => seconds, note: NOTE }),
    compare('the same: CPU of the server', { ...both, read: ({ cpuMicros }) => cpuMicros, bar: atMost(4) }),
  ];
}

const NOTE =
  'connecting, tokens, checks of the document and the cursor are in both; the load comes from one process, whose own time is in it';

/** Reports each delivery as QUEUED, as a notifier does; resolves with how many there are. */
async function reportQueued(databaseUrl: string): Promise<number> {
  const deliveries = await createQuery(databaseUrl)<Reported>(
    'select source_event_id as "sourceEventId", appointment_id as "appointmentId", channel from server.delivery',
  );
  await using log = openEventLog({ kind: 'postgres', url: databaseUrl });
  await log.append(deliveries.map((delivery) => statusRecord(delivery, 'queued', 1)));
  return deliveries.length;
}

async function come(server: Peer, token: string, after: string, missed: number): Promise<Coming> {
  const sockets: WebSocket[] = [];
  let received = 0;
  const usedBefore = await server.usage();
  const startedAt = performance.now();
  const comeOne = async () => {
    const socket = await openLiveSocket(server.url, token);
    sockets.push(socket);
    socket.on('message', (data) => {
      if (String(data).includes('"type":"next"')) received++;
    });
    subscribe(socket, DOCUMENT, { after });
  };
  await Promise.all(Array.from({ length: SOCKETS }, comeOne));
  const subscriptions = () => metricOf(server, 'server_subscriptions');
  const hasAll = async () => received >= SOCKETS * missed && (await subscriptions()) === SOCKETS;
  await until('all are subscribed, and have what they missed', hasAll);
  const seconds = (performance.now() - startedAt) / 1_000;
  const usedAfter = await server.usage();
  if (received !== SOCKETS * missed) throw new Error(`${SOCKETS * missed} changes were expected, got ${received}`);
  for (const socket of sockets) socket.terminate();
  await until('all are gone', async () => (await subscriptions()) === 0);
  return { seconds, cpuMicros: (usedAfter.cpuMicros - usedBefore.cpuMicros) / SOCKETS };
}
