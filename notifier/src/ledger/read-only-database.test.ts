import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { configOf } from '../../testing/config.ts';
import { appointmentCreated, startWorld, until } from '../../testing/world.ts';
import { startNotifier } from '../notifier.ts';

const EVERY_MS = 1_000;

it('a database that is read-only for a while costs one line of each part at once, then one each interval, and one when it is over', async () => {
  await using world = await startWorld();
  const { database, mail } = world;
  const released = Promise.withResolvers<void>();
  mail.behave(() => ({ dot: released.promise.then(() => '250 2.0.0 ok') }));
  const eventLog = { kind: 'postgres', url: database.url } as const;
  const addresses = { databaseUrl: database.url, eventLog, smtpUrl: mail.url, smsUrl: world.sms.url };
  await using _notifier = await startNotifier(configOf(addresses), {
    logger: world.logger,
    onFatal: (error) => world.logger.fatal({ err: error }),
    faultLinesEveryMs: EVERY_MS,
  });
  const total = 40;
  await world.append(...Array.from({ length: total }, (_, i) => appointmentCreated({ email: `p${i}@example.com` })));
  await until('sending', () => mail.accepted.length >= 10);

  const [{ name }] = (await database.query<{ name: string }>('select current_database() as name')) as [
    { name: string },
  ];
  /** A setting of the database holds for new sessions: the others are ended. */
  const renewSessions = () =>
    database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
  await database.query(`alter database "${name}" set default_transaction_read_only = on`);
  await renewSessions();
  world.lines.length = 0;
  const begunAt = performance.now();
  released.resolve();
  const problems = () => world.lines.filter(({ level }) => Number(level) >= 40).map(({ msg }) => String(msg));
  await until('it is noticed', () => problems().some((text) => text.includes('the ledger cannot be used')));
  await sleep(4 * EVERY_MS); // how loud it is in that time is what is measured
  const intervals = Math.ceil((performance.now() - begunAt) / EVERY_MS);
  const counts = new Map<string, number>();
  for (const text of problems()) counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const [text, count] of counts) expect(count, text).toBeLessThanOrEqual(intervals + 1);
  expect(counts.size, [...counts.keys()].join('\n')).toBeLessThanOrEqual(4);
  const failures = world.lines.reduce((sum, { left_out }) => sum + Number(left_out ?? 0), 0);
  expect(failures).toBeGreaterThan(10); // it was met often

  await database.query(`begin read write; alter database "${name}" reset default_transaction_read_only; commit`);
  await renewSessions();
  await until('all are finished', async () => (await world.unfinished().catch(() => 1)) === 0);
  await until('it is over', () => world.lines.some(({ msg }) => msg === 'the ledger can be used again'));
});
