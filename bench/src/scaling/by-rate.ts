/** What a booking with one mail costs at some rates, on the log in PostgreSQL: batches grow with the rate, and steps are shared. */
import { until } from '@belltower/dev/until';
import type { How } from '../bench.ts';
import { bookSteadily } from '../flow/book.ts';
import { startOurs } from '../flow/whole.ts';
import { short } from '../line.ts';
import { startPeer } from '../parts/peer.ts';
import { createDatabase, startDurablePostgres } from '../parts/scene.ts';
import { usedBy } from '../parts/used.ts';
import { markdownTable } from '../report.ts';

const RATES = [10, 100, 1_000, 3_000] as const;

/** Measures it, and answers the table. */
export async function costByRate(how: How): Promise<string> {
  await using started = new AsyncDisposableStack();
  const postgres = started.use(await startDurablePostgres());
  const mail = started.use(await startPeer({ name: 'mail sink', entry: 'bench/src/parts/mail-sink-server.ts' }));
  const databaseUrl = await createDatabase(postgres, 'ours');
  const whole = started.use(await startOurs({ databaseUrl, brokers: null, smtpUrl: mail.url }));
  const { server, notifier, token, watch } = whole;
  const book = async (perSecond: number, count: number) => {
    const before = await whole.confirmed();
    const startedAt = performance.now();
    const booked = await bookSteadily(server.url, token, { count, perSecond });
    const bookedMs = performance.now() - startedAt;
    await until('all are confirmed', async () => (await whole.confirmed()) - before === count, 600_000);
    const took = [...booked]
      .map(([id, at]) => (watch?.sentAt.get(id) ?? Number.NaN) - at)
      .sort((one, two) => one - two);
    return {
      perSecond: (count * 1_000) / bookedMs,
      p50: took[Math.floor(count / 2)] ?? Number.NaN,
      ms: performance.now() - startedAt,
    };
  };
  await book(200, Math.round(1_000 * how.share)); // warms up
  const rows: string[][] = [];
  for (const rate of RATES) {
    const count = Math.round(Math.min(4_000, rate * 20) * how.share);
    const parts = { postgres, peers: { server: [server], notifier: [notifier] } };
    const before = await usedBy(parts);
    const found = await book(rate, count);
    const used = (await usedBy(parts)).since(before, count);
    how.say(`${rate}/s: ${JSON.stringify({ ...found, ...used })}`);
    const ms = (micros: number) => short(micros / 1_000);
    const all = used.server + used.notifier + used.postgres;
    rows.push([
      `${short(rate)}`,
      short(found.perSecond),
      ms(used.server),
      ms(used.notifier),
      ms(used.postgres),
      ms(all),
      short(used.walBytes),
      short(used.commits),
      short(found.p50),
      short((count * 1_000) / found.ms),
    ]);
  }
  const head = [
    'asked for, a second',
    'booked a second',
    'server, ms CPU',
    'notifier',
    'PostgreSQL',
    'together',
    'WAL bytes',
    'commits',
    'SENT after, p50 ms',
    'confirmed a second',
  ];
  return [
    '### A booking with one mail, by rate (log in PostgreSQL, one server, one notifier)',
    '',
    markdownTable(head, rows),
  ].join('\n');
}
