/** One event that is stuck holds up the commits of its partition, and so all of it comes again: to no effect. */

import type { Behaviour } from '@belltower/dev/sms-simulator';
import { until } from '@belltower/dev/until';
import { encode } from '@belltower/events';
import { expect, inject, it } from 'vitest';
import { foreignEvent } from '../testbed/foreign-event.ts';
import { metricOf } from '../testbed/metric-of.ts';
import { withScene } from './scenario.ts';

const EVENTS = 10_000;
const STUCK = '+15551000000';
const logs = (['postgres', 'kafka'] as const).filter((log) => log === 'postgres' || inject('kafkaLacks') === null);

it.each(logs)(
  '10,000 events and one that is stuck: killed, nothing is sent twice, and then all is committed, on the %s log',
  {
    timeout: 1_200_000, // against hangs only, also on a loaded machine
  },
  async (log) => {
    let isOpen = false;
    const stuckUntilOpen = (): Behaviour =>
      isOpen ? { kind: 'deliver' } : { kind: 'refuse', status: 429, code: 20429, message: 'Too Many Requests' };
    const environment = { SMS_RATE_PER_SECOND: '5000', POLICY_TIME_SCALE: '0.2', TOPIC_PARTITIONS: '1' };
    await withScene({ log, script: { sms: { [STUCK]: stuckUntilOpen } }, environment }, async (scene) => {
      const {
        notifiers: [notifier],
        providers,
        openLog,
      } = scene;
      await using events = openLog();
      for (let first = 0; first < EVENTS; first += 500) {
        await events.append(
          Array.from({ length: 500 }, (_, nth) =>
            encode(foreignEvent({ phone_e164: numberOf(first + nth) }), 'import'),
          ),
        );
      }
      const committed = async () => (await events.positions('appointments.created', 'notifier'))[0]?.committed ?? 0;

      await until('all others have it', () => providers.accepts.length === EVENTS - 1, 600_000);
      const tries = providers.sms.attempts(STUCK);
      expect(await committed()).toBe(0);

      await notifier.signal('SIGKILL');
      await notifier.start();
      const read = () => metricOf(notifier, 'notifier_consumed_total{topic="appointments.created"}');
      await until('all were read again', async () => (await read()) === EVENTS, 300_000);
      await until('the stuck one was tried again', () => providers.sms.attempts(STUCK) > tries);
      expect(await committed()).toBe(0);
      expect(providers.accepts).toHaveLength(EVENTS - 1);

      isOpen = true;
      await until('all is committed', async () => (await committed()) === EVENTS, 300_000);
      expect(providers.accepts).toHaveLength(EVENTS);
      expect(new Set(providers.accepts.map(({ address }) => address)).size).toBe(EVENTS);
    });
  },
);

const numberOf = (nth: number) => `+1555${String(1_000_000 + nth)}`;
