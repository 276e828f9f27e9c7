/** Retention passes a notifier that was stopped for too long: the loss raises an alarm, and the server emits the events again. */

import { until } from '@belltower/dev/until';
import { expect, inject, it } from 'vitest';
import { metricOf } from '../testbed/metric-of.ts';
import { outboxCount } from './run-kills.ts';
import { type Scene, withScene } from './scenario.ts';
import type { StageOptions } from './stage.ts';

const TOPIC = 'appointments.created';
const numbers = [1, 2, 3] as const;

interface Case {
  readonly options: Partial<StageOptions>;
  /** Removes, or waits until the log has removed, everything that is in the topic. */
  trim(scene: Scene): Promise<void>;
}

const cases: Readonly<Record<'postgres' | 'kafka', Case>> = {
  // Its own retention waits for the group: only by hand can it be passed.
  postgres: {
    options: { log: 'postgres' },
    async trim({ query }) {
      await query(`UPDATE event_log.partition p SET start_position = next_position FROM event_log.topic t
                   WHERE t.id = p.topic_id AND t.name = '${TOPIC}'`);
      await query(`DELETE FROM event_log.record r USING event_log.partition p
                   WHERE p.id = r.partition_id AND r.position < p.start_position`);
    },
  },
  kafka: {
    options: {
      log: 'kafka',
      environment: { TOPIC_RETENTION_MS: '8000' },
      brokerSettings: { 'log.retention.check.interval.ms': '500', 'log.initial.task.delay.ms': '500' },
    },
    async trim({ openLog }) {
      await using log = openLog();
      await until('the broker has removed everything', async () => {
        const positions = await log.positions(TOPIC);
        return positions.every(({ start, end }) => start === end);
      });
    },
  },
};
const logs = (['postgres', 'kafka'] as const).filter((log) => log === 'postgres' || inject('kafkaLacks') === null);

/** How many events the notifier has not finished, as far as is committed. */
async function unreadIn({ openLog }: Scene): Promise<number> {
  await using log = openLog();
  const positions = await log.positions(TOPIC, 'notifier');
  return positions.reduce((sum, { start, end, committed }) => sum + end - (committed ?? start), 0);
}

it.each(logs)(
  'a loss to retention raises an alarm, and the server emits again what was lost, which is sent once, on the %s log',
  async (log) => {
    const { options, trim } = cases[log];
    // Queued for nine seconds is "not picked up" here.
    await withScene({ ...options, serverEnvironment: { POLICY_TIME_SCALE: '0.01' } }, async (scene) => {
      const {
        servers: [server],
        notifiers: [notifier],
        providers,
        book,
      } = scene;
      await (await book({ email: 'before@example.com' })).become('EMAIL', 'SENT');
      // A group that has committed nothing misses nothing, and the commit of a stop may fail: what it does not say is read again.
      await until('it is committed', async () => (await unreadIn(scene)) === 0);
      await notifier.signal('SIGTERM');
      const appointments = [];
      for (const n of numbers) appointments.push(await book({ email: `lost-${n}@example.com` }));
      await until('all is published', async () => (await outboxCount(scene)) === 0);
      await server.signal('SIGTERM'); // the server must not repair the loss before the notifier has noticed it
      const unread = await unreadIn(scene);
      expect(unread).toBeGreaterThanOrEqual(numbers.length); // more where nine seconds have passed already
      await trim(scene);

      await notifier.start();
      const lost = () => metricOf(notifier, `events_lost_to_retention_total{topic="${TOPIC}"}`);
      await until('the loss is counted', async () => (await lost()) === unread);
      expect(notifier.output()).toMatch(/"alarm":true.*events were removed before they were read/);
      await server.start();
      for (const appointment of appointments) {
        expect((await appointment.become('EMAIL', 'SENT')).history).toEqual(['QUEUED 1', 'SENDING 1', 'SENT 1']);
      }
      expect(server.output()).toContain('an event was not picked up: it is emitted again');
      expect(providers.accepts).toHaveLength(4);
    });
  },
);
