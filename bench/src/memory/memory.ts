/** Whether the memory of server and notifier grows while 200,000 bookings go through them, each to its mail. */
import { until } from '@belltower/dev/until';
import type { Bench, How } from '../bench.ts';
import { atMost, type Line, medianOf, short } from '../line.ts';
import { mailBody } from '../parts/appointment-body.ts';
import { signToken } from '../parts/peer.ts';
import { openScene } from '../parts/scene.ts';
import { metricOf } from '../parts/services.ts';

/** Takes ten minutes and more, and so runs only when it is named. */
export const memory: Bench = { name: 'memory', run };

const BOOKINGS = 200_000;
const PIECES = 20;
/** More may not wait for their mails: a backlog takes memory by right. */
const MOST_BEHIND = 2_000;

async function run(how: How): Promise<readonly Line[]> {
  await using scene = await openScene();
  const below = { databaseUrl: await scene.database(), brokers: null };
  const server = await scene.server(below);
  const notifier = await scene.notifier({ ...below, smtpUrl: await scene.mailSink() });
  const load = await scene.load();
  const token = await signToken('desk', 'staff');
  const sent = () => metricOf(notifier, 'notifier_sent_total{channel="email",kind="confirmation"}');

  const total = Math.round(BOOKINGS * how.share);
  const rss = { server: [] as number[], notifier: [] as number[] };
  let booked = 0;
  for (let piece = 1; piece <= PIECES; piece++) {
    while (booked < (total * piece) / PIECES) {
      const order = { url: `${server.url}/graphql`, token, body: mailBody, connections: 16 };
      const { requests } = await load.run({ ...order, for: { requests: Math.min(500, total) } });
      booked += requests;
      await until('the mails keep up', async () => booked - (await sent()) < MOST_BEHIND);
    }
    await until('all are sent', async () => (await sent()) === booked);
    rss.server.push((await server.collect()).rss);
    rss.notifier.push((await notifier.collect()).rss);
    how.say(
      `${booked} bookings: server ${short((rss.server.at(-1) ?? 0) / 1e6)} MB, notifier ${short((rss.notifier.at(-1) ?? 0) / 1e6)} MB`,
    );
  }
  return (['server', 'notifier'] as const).map((name) => lineOf(name, booked, rss[name]));
}

/** Each tenth is the mean of its looks, after garbage was collected. */
function lineOf(name: string, booked: number, rss: readonly number[]): Line {
  const tenth = rss.length / 10;
  const mean = (looks: readonly number[]) => looks.reduce((sum, one) => sum + one, 0) / looks.length;
  const [first, last] = [mean(rss.slice(0, tenth)), mean(rss.slice(-tenth))];
  return {
    what: `memory (RSS) of the ${name} over ${short(booked)} bookings: last tenth ÷ first`,
    ratios: [last / first],
    bar: atMost(1.1),
    ours: `last tenth ${short(last / 1e6)} MB, median ${short(medianOf(rss) / 1e6)} MB, most ${short(Math.max(...rss) / 1e6)} MB`,
    beside: `first tenth ${short(first / 1e6)} MB`,
  };
}
