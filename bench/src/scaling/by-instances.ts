/** What a booking with one mail costs, and how many are confirmed, with more partitions and instances on Kafka. */
import { until } from '@belltower/dev/until';
import type { How } from '../bench.ts';
import { short } from '../line.ts';
import { mailBody } from '../parts/appointment-body.ts';
import { type Peer, signToken } from '../parts/peer.ts';
import { openScene } from '../parts/scene.ts';
import { metricOf } from '../parts/services.ts';
import { usedIn } from '../parts/used.ts';
import { type Row, titledTable } from '../report.ts';

const INSTANCES = [1, 2, 4] as const;
const SENT = 'notifier_sent_total{channel="email",kind="confirmation"}';
const TITLE = 'The same on Kafka, by partitions and instances (all on one machine, as fast as it goes)';

/** Measures it, and answers the table. */
export async function costByInstances(how: How): Promise<string> {
  const rows: Row[] = [];
  for (const instances of INSTANCES) rows.push(await rowOf(instances, how));
  return titledTable(TITLE, rows);
}

async function rowOf(instances: number, how: How): Promise<Row> {
  await using scene = await openScene();
  const kafka = await scene.broker(how.say);
  const smtpUrl = await scene.mailSink();
  const load = await scene.load();
  const environment = { TOPIC_PARTITIONS: String(instances) };
  const options = { databaseUrl: await scene.database(), brokers: kafka.brokers.join(), environment };
  const [server, notifier]: [Peer[], Peer[]] = [[], []];
  for (let n = 0; n < instances; n++) server.push(await scene.server(options));
  for (let n = 0; n < instances; n++) notifier.push(await scene.notifier({ ...options, smtpUrl }));
  const token = await signToken('desk', 'staff');
  const each = (peers: readonly Peer[], series: string) => Promise.all(peers.map((one) => metricOf(one, series)));
  const sent = async () => (await each(notifier, SENT)).reduce((sum, one) => sum + one, 0);
  const projected = async () => (await each(server, 'server_feed_lag_records')).every((lag) => lag === 0);
  const book = async (count: number) => {
    const [before, startedAt] = [await sent(), performance.now()];
    const url = server.map((one) => `${one.url}/graphql`);
    await load.run({ url, token, body: mailBody, connections: 16, for: { requests: count } });
    const isDone = async () => (await sent()) - before === count && (await projected());
    await until('all are sent and projected', isDone, 600_000);
    return { count, perSecond: (count * 1_000) / (performance.now() - startedAt) };
  };
  await book(Math.round(1_000 * how.share)); // warms up
  const count = Math.round(4_000 * how.share);
  const parts = { postgres: scene.postgres, kafka, server, notifier };
  const { done, used } = await usedIn(parts, () => book(count));
  how.say(`${instances} instances: ${JSON.stringify({ ...done, ...used })}`);
  const ms = (micros: number) => short(micros / 1_000);
  return {
    'partitions, servers, notifiers': String(instances),
    'confirmed a second': short(done.perSecond),
    'servers, ms CPU': ms(used.server),
    notifiers: ms(used.notifier),
    PostgreSQL: ms(used.postgres),
    "Kafka's broker": ms(used.broker),
    together: ms(used.server + used.notifier + used.postgres + used.broker),
    'WAL bytes': short(used.walBytes),
    commits: short(used.commits),
  };
}
