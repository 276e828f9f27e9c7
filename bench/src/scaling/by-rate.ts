/** What a booking with one mail costs at some rates, on the log in PostgreSQL: batches grow with the rate, and steps are shared. */
import type { How } from '../bench.ts';
import { startOurs } from '../flow/whole.ts';
import { short } from '../line.ts';
import { openScene } from '../parts/scene.ts';
import { usedIn } from '../parts/used.ts';
import { type Row, titledTable } from '../report.ts';

const RATES = [10, 100, 1_000, 3_000] as const;
const TITLE = 'A booking with one mail, by rate (log in PostgreSQL, one server, one notifier)';

/** Measures it, and answers the table. */
export async function costByRate(how: How): Promise<string> {
  await using scene = await openScene();
  const below = { databaseUrl: await scene.database(), brokers: null, smtpUrl: await scene.mailSink() };
  const whole = await scene.use(startOurs(below));
  const parts = { postgres: scene.postgres, server: [whole.server], notifier: [whole.notifier] };
  await whole.bookSteadily({ count: Math.round(1_000 * how.share), perSecond: 200 }); // warms up
  const rows: Row[] = [];
  for (const perSecond of RATES) {
    const count = Math.round(Math.min(4_000, perSecond * 20) * how.share);
    const book = () => whole.bookSteadily({ count, perSecond });
    const { done, used } = await usedIn(parts, book);
    how.say(`${perSecond}/s: ${JSON.stringify({ ...done, ...used })}`);
    const ms = (micros: number) => short(micros / 1_000);
    rows.push({
      'asked for, a second': short(perSecond),
      'booked a second': short((count * 1_000) / done.bookedMs),
      'server, ms CPU': ms(used.server),
      notifier: ms(used.notifier),
      PostgreSQL: ms(used.postgres),
      together: ms(used.server + used.notifier + used.postgres),
      'WAL bytes': short(used.walBytes),
      commits: short(used.commits),
      'SENT after, p50 ms': short(done.p50),
      'confirmed a second': short((count * 1_000) / done.ms),
    });
  }
  return titledTable(TITLE, rows);
}
