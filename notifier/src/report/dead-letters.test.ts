import { openEventLog } from '@belltower/event-log';
import { deadLetterTopicOf } from '@belltower/events';
import { expect, it } from 'vitest';
import { appointmentCreated, startWorld } from '../../testing/world.ts';
import { readDeadLetters } from './dead-letters.ts';

it('dead letters are read to the end although reading is interrupted, as the reader connects again', async () => {
  await using world = await startWorld();
  const topic = deadLetterTopicOf('appointments.created');
  await world.log.append([{ topic, key: 'k', value: JSON.stringify(appointmentCreated({})) }]);
  const proxy = await world.startDatabaseProxy();
  await using log = openEventLog({ kind: 'postgres', url: proxy.url });
  let interruptions = 0;
  const letters = await readDeadLetters(
    {
      ...log,
      follow(options) {
        proxy.cut();
        return log.follow({
          ...options,
          onNotice(notice) {
            if (notice.kind === 'interrupted') {
              interruptions += 1;
              proxy.restore();
            }
            options.onNotice?.(notice);
          },
        });
      },
    },
    [topic],
  );
  expect(interruptions).toBeGreaterThan(0);
  expect(letters.map(({ place }) => place)).toEqual([`${topic}/0/0`]);
});
