/** What happens to the broker happens to nobody's booking. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '@belltower/dev/until';
import { describe, expect, inject, it } from 'vitest';
import { withScene } from './scenario.ts';

const numbers = [1, 2, 3, 4, 5] as const;
const addresses = (what: string, n: number) => ({
  email: `${what}-${n}@example.com`,
  phone: `+1555${String(what.length).padStart(3, '0')}00${n}0`,
});

describe.skipIf(inject('kafkaLacks') !== null)('the broker', () => {
  it('is killed: the same processes take bookings with /readyz at 200, and deliver them when it is back', async () => {
    await withScene(
      { log: 'kafka' },
      async ({ servers: [server], notifiers: [notifier], brokers: [broker], providers, book }) => {
        await (await book(addresses('before', 0))).become('EMAIL', 'SENT');
        const pids = [server.pid(), notifier.pid()];
        await broker?.kill();
        const appointments = [];
        for (const n of numbers) appointments.push(await book(addresses('down', n)));
        await until('the server reports that the log is down', async () => {
          const answer = await fetch(`${server.url}/readyz`);
          expect(answer.status).toBe(200);
          return ((await answer.json()) as { eventLog?: string }).eventLog === 'down';
        });
        for (const appointment of appointments) expect((await appointment.now('EMAIL')).status).toBe('QUEUED');
        expect(providers.accepts).toHaveLength(2);

        await broker?.restart();
        for (const appointment of appointments) {
          for (const channel of ['EMAIL', 'SMS'] as const) {
            expect((await appointment.become(channel, 'SENT')).history).toEqual(['QUEUED 1', 'SENDING 1', 'SENT 1']);
          }
        }
        expect(providers.accepts).toHaveLength(12);
        expect([server.pid(), notifier.pid()]).toEqual(pids);
      },
    );
  });

  it('loses its log directory under running services: nothing is sent again, and what comes after is delivered', async () => {
    await withScene(
      { log: 'kafka' },
      async ({ servers: [server], brokers: [broker], folder, providers, customer, book }) => {
        const before = [];
        for (const n of numbers) before.push(await book(addresses('before', n)));
        for (const appointment of before)
          await Promise.all([appointment.become('EMAIL', 'SENT'), appointment.become('SMS', 'SENT')]);
        const { feedCursor } = await customer.data<{ feedCursor: string }>('{ feedCursor }');

        await broker?.kill();
        await wipeLogs(join(folder, 'kafka', 'data'));
        await broker?.restart();
        const after = [];
        for (const n of numbers) after.push(await book(addresses('afterwards', n)));
        for (const appointment of after)
          await Promise.all([appointment.become('EMAIL', 'SENT'), appointment.become('SMS', 'SENT')]);
        expect(providers.accepts).toHaveLength(20);
        expect(new Set(providers.accepts.map(({ address }) => address)).size).toBe(20);
        for (const appointment of before)
          expect((await appointment.now('EMAIL')).history).toEqual(['QUEUED 1', 'SENDING 1', 'SENT 1']);

        expect(server.output()).toContain('the event log is another one than before');
        await using watch = customer.watch({ after: feedCursor });
        await until('the old cursor is refused', () => watch.error());
        expect(JSON.stringify(watch.error())).toContain('CURSOR_EXPIRED');
      },
    );
  });
});

/** Removes every topic's records, consumer positions included; the topics themselves stay known to the cluster. */
async function wipeLogs(data: string): Promise<void> {
  for (const name of await readdir(data)) {
    const isTopic = /-\d+$/.test(name) && !name.startsWith('__cluster_metadata');
    if (isTopic || name.endsWith('-checkpoint')) await rm(join(data, name), { recursive: true });
  }
}
