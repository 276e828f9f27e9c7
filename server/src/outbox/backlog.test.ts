import { setTimeout as sleep } from 'node:timers/promises';
import { startTcpProxy } from '@belltower/dev/tcp-proxy';
import { expect, it } from 'vitest';
import { openTestDatabase, withDatabase } from '../../testing/with-database.ts';
import { createMetrics, type Gauges } from '../metrics.ts';
import { createBacklog } from './backlog.ts';

const rest: Omit<Gauges, 'outbox'> = {
  feedLag: () => 0,
  feedStalledSeconds: () => 0,
  sockets: () => 0,
  subscriptions: () => 0,
  feedListeners: () => 0,
  remindersBehindSeconds: () => 0,
  relayLeads: () => true,
  eventLogUp: () => true,
};

const seriesOf = (exposition: string, name: string) =>
  Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(exposition)?.[1] ?? Number.NaN);

it('the gauges of the outbox show it as it is at a scrape, and its age goes on while the database is silent', () =>
  withDatabase(async (_db, database) => {
    const url = new URL(database.url);
    await using proxy = await startTcpProxy({ target: { port: Number(url.port) } });
    url.port = String(proxy.port);
    await using db = openTestDatabase(url.href);
    await db.ready;
    const gauges: Gauges = { ...rest, outbox: createBacklog(db) };
    const { registry } = createMetrics(() => gauges);
    const scrape = async () => {
      const text = await registry.metrics();
      return [seriesOf(text, 'server_outbox_entries'), seriesOf(text, 'server_outbox_oldest_seconds')] as const;
    };
    expect(await scrape()).toEqual([0, 0]);

    await database.query(
      `insert into server.outbox (topic, key, value, headers, created_at)
       select 't', 'k', '1', '{}', now() - interval '100 seconds' from generate_series(1, 3)`,
    );
    const [entries, oldest] = await scrape();
    expect(entries).toBe(3);
    expect(oldest).toBeGreaterThanOrEqual(100);

    proxy.setFault({ kind: 'silent' });
    await sleep(20);
    const [silentEntries, silentOldest] = await scrape();
    expect(silentEntries).toBe(3);
    expect(silentOldest).toBeGreaterThan(oldest);

    proxy.setFault({ kind: 'none' });
    proxy.cut();
    await database.query('delete from server.outbox');
    await expect.poll(scrape).toEqual([0, 0]);
  }));
