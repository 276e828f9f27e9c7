/** A process that reads as a member of a group and reports to its parent what it takes: to be killed by a test. */
import type { MemberOrder, MemberReport } from './contract-readers.ts';
import { openEventLog } from './open-event-log.ts';

process.once('message', (order: MemberOrder) => {
  const { config, group, topic, finish } = order;
  openEventLog(config).subscribe({
    group,
    topics: [topic],
    async take(records) {
      for (const record of records) if (finish.includes(record.position)) record.finish();
      process.send?.({ taken: records.map(({ position }) => position) } satisfies MemberReport);
    },
  });
});
process.once('disconnect', () => process.exit());
