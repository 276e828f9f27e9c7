/** What a booking with one mail costs, and how many are confirmed, with more partitions and instances on Kafka. */
import { until } from '@belltower/dev/until';
import type { How } from '../bench.ts';
import { short } from '../line.ts';
import { mailBody } from '../parts/appointment-body.ts';
import { startLoad } from '../parts/load.ts';
import { startPeer } from '../parts/peer.ts';
import { createDatabase, signToken, startBroker, startDurablePostgres } from '../parts/scene.ts';
import { metricOf, startOurNotifier, startOurServer } from '../parts/services.ts';
import { usedBy } from '../parts/used.ts';
import { markdownTable } from '../report.ts';

const INSTANCES = [1, 2, 4] as const;
const SENT = 'notifier_sent_total{channel="email"}';

/** Measures it, and answers the table. */
export async function costByInstances(how: How): Promise<string> {
  const rows: string[][] = [];
  for (const instances of INSTANCES) rows.push(await rowOf(instances, how));
  const head = [
    'partitions, servers, notifiers',
    'confirmed a second',
    'servers, ms CPU',
    'notifiers',
    'PostgreSQL',
    "Kafka's broker",
    'together',
    'WAL bytes',
    'commits',
  ];
  return [
    '### The same on Kafka, by partitions and instances (all on one machine, as fast as it goes)',
    '',
    markdownTable(head, rows),
  ].join('\n');
}

async function rowOf(instances: number, how: How): Promise<string[]> {
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startDurablePostgres());
  const kafka = started.use(await startBroker(how.say));
  const mail = started.use(await startPeer({ name: 'mail sink', entry: 'bench/src/parts/mail-sink-server.ts' }));
  const load = started.use(await startLoad());
  const environment = { TOPIC_PARTITIONS: String(instances) };
  const options = { databaseUrl: await createDatabase(postgres, 'ours'), brokers: kafka.address, environment };
  const peers = {
    server: [started.use(await startOurServer(options))],
    notifier: [] as Awaited<ReturnType<typeof startOurNotifier>>[],
  };
  for (let n = 1; n < instances; n++) peers.server.push(started.use(await startOurServer(options)));
  for (let n = 0; n < instances; n++)
    peers.notifier.push(started.use(await startOurNotifier({ ...options, smtpUrl: mail.url })));
  const token = await signToken('desk', 'staff');
  const sent = async () =>
    (await Promise.all(peers.notifier.map((one) => metricOf(one, SENT)))).reduce((sum, one) => sum + one, 0);
  const projected = async () =>
    (await Promise.all(peers.server.map((one) => metricOf(one, 'server_feed_lag_records')))).every((lag) => lag === 0);
  const book = async (count: number) => {
    const [before, startedAt] = [await sent(), performance.now()];
    const url = peers.server.map((server) => `${server.url}/graphql`);
    await load.run({ url, token, body: mailBody, connections: 16, for: { requests: count } });
    await until(
      'all are sent and projected',
      async () => (await sent()) - before === count && (await projected()),
      600_000,
    );
    return (count * 1_000) / (performance.now() - startedAt);
  };
  await book(Math.round(1_000 * how.share)); // warms up
  const count = Math.round(4_000 * how.share);
  const before = await usedBy({ postgres, kafka, peers });
  const confirmed = await book(count);
  const used = (await usedBy({ postgres, kafka, peers })).since(before, count);
  how.say(`${instances} instances: ${JSON.stringify({ confirmed, ...used })}`);
  const ms = (micros: number) => short(micros / 1_000);
  const together = used.server + used.notifier + used.postgres + used.broker;
  const costs = [used.server, used.notifier, used.postgres, used.broker, together].map(ms);
  return [String(instances), short(confirmed), ...costs, short(used.walBytes), short(used.commits)];
}
